with

first_touches as (select * from {{ ref('order_touches') }} where is_first),

last_touches as (select * from {{ ref('order_touches') }} where is_last)

select
    orders.order_id,
    orders.created_at,
    {#- Days are the advertiser's; of an order that no advertiser is known for, the shop's. #}
    {{ local_day('orders.created_at', "coalesce(advertisers.timezone, '" ~ var('shop_timezone') ~ "')") }} as day,
    orders.currency,
    orders.gross_revenue,
    orders.refunds,
    orders.net_revenue,
    orders.is_new_customer,
    orders.has_click_id,
    {{ whole('coalesce(last_touches.touch_number, 0)') }} as touches,
    coalesce(first_touches.level, 'unattributed') as first_touch_level,
    first_touches.touched_at as first_touched_at,
    first_touches.advertiser_id as first_advertiser_id,
    first_touches.campaign_id as first_campaign_id,
    first_touches.adgroup_id as first_adgroup_id,
    first_touches.ad_id as first_ad_id,
    coalesce(last_touches.level, 'unattributed') as last_touch_level,
    last_touches.touched_at as last_touched_at,
    last_touches.advertiser_id as last_advertiser_id,
    last_touches.campaign_id as last_campaign_id,
    last_touches.adgroup_id as last_adgroup_id,
    last_touches.ad_id as last_ad_id,
    fates.sent_value,
    {#- What came back after the event was sent: TikTok's value is too high by it. #}
    cast(
        case
            when fates.sent_currency = orders.currency and fates.sent_value > orders.net_revenue
                then fates.sent_value - orders.net_revenue
            when fates.sent_currency = orders.currency then 0
        end as {{ type_named('number') }}
    ) as refunded_after_sending
from {{ ref('orders') }} as orders
left join first_touches
    on orders.order_id = first_touches.order_id
left join last_touches
    on orders.order_id = last_touches.order_id
left join {{ ref('advertisers') }} as advertisers
    on last_touches.advertiser_id = advertisers.advertiser_id
left join {{ ref('int_order_fates') }} as fates
    on orders.order_id = fates.order_id
where orders.is_sale
