{#- All revenue over all spend, whoever brought the order: no attribution is in it. -#}
with

tiktok as (
    select
        day,
        currency,
        {{ amount("sum(spend)") }} as tiktok_spend,
        {{ amount("sum(claimed_value)") }} as claimed_value
    from {{ ref('int_daily_spend') }}
    where
        level = 'advertiser'
        {%- if var('shop_advertiser_ids') %}
        and advertiser_id in ({{ quoted_list(var('shop_advertiser_ids')) }})
        {%- endif %}
    group by day, currency
),

other as (
    select day, upper(currency) as currency, {{ amount("sum(spend)") }} as other_spend
    from {{ ref('stg_shop__other_channel_spend') }}
    where lower(channel) <> 'tiktok'
    group by day, upper(currency)
),

sold as (
    select
        orders.day,
        orders.currency,
        {{ whole("count(*)") }} as orders,
        {{ amount("sum(orders.gross_revenue)") }} as gross_revenue,
        {{ amount("sum(orders.refunds)") }} as refunds,
        {{ amount("sum(orders.net_revenue)") }} as net_revenue,
        {#- null where no order says whether its customer is new: unknown is not none #}
        {{ whole("sum(case when orders.is_new_customer then 1 when not orders.is_new_customer then 0 end)") }} as new_customer_orders,
        {{ amount("sum(case when orders.is_new_customer then orders.net_revenue when not orders.is_new_customer then 0 end)") }} as new_customer_revenue,
        {{ whole("sum(case when orders.has_click_id then 1 else 0 end)") }} as orders_with_click_id,
        {{ amount("sum(case when attributed.last_touch_level <> 'unattributed' then orders.net_revenue else 0 end)") }} as attributed_net_revenue
    from {{ ref('orders') }} as orders
    inner join {{ ref('orders_attributed') }} as attributed
        on orders.order_id = attributed.order_id
    group by orders.day, orders.currency
),

days as (
    select day, currency from tiktok
    union distinct
    select day, currency from other
    union distinct
    select day, currency from sold
),

joined as (
    select
        days.day,
        days.currency,
        coalesce(sold.orders, 0) as orders,
        {{ amount('coalesce(sold.gross_revenue, 0)') }} as gross_revenue,
        {{ amount('coalesce(sold.refunds, 0)') }} as refunds,
        {{ amount('coalesce(sold.net_revenue, 0)') }} as net_revenue,
        sold.new_customer_orders,
        sold.new_customer_revenue,
        coalesce(sold.orders_with_click_id, 0) as orders_with_click_id,
        {{ amount('coalesce(sold.attributed_net_revenue, 0)') }} as attributed_net_revenue,
        {{ amount('coalesce(tiktok.tiktok_spend, 0)') }} as tiktok_spend,
        {{ amount('coalesce(other.other_spend, 0)') }} as other_spend,
        {{ amount("coalesce(tiktok.tiktok_spend, 0) + coalesce(other.other_spend, 0)") }} as total_spend,
        {{ amount('coalesce(tiktok.claimed_value, 0)') }} as claimed_value
    from days
    left join sold
        on days.day = sold.day and days.currency = sold.currency
    left join tiktok
        on days.day = tiktok.day and days.currency = tiktok.currency
    left join other
        on days.day = other.day and days.currency = other.currency
)

select
    joined.day,
    joined.currency,
    joined.orders,
    joined.gross_revenue,
    joined.refunds,
    joined.net_revenue,
    joined.new_customer_orders,
    joined.new_customer_revenue,
    joined.orders_with_click_id,
    {{ ratio('joined.orders_with_click_id', 'joined.orders') }} as coverage,
    joined.attributed_net_revenue,
    joined.claimed_value,
    joined.tiktok_spend,
    joined.other_spend,
    joined.total_spend,
    {{ ratio('joined.tiktok_spend', 'joined.total_spend') }} as tiktok_share,
    {{ ratio('joined.net_revenue', 'joined.total_spend') }} as blended_roas,
    {{ ratio('joined.new_customer_revenue', 'joined.total_spend') }} as new_customer_roas,
    {{ ratio('joined.total_spend', 'joined.new_customer_orders') }} as cac,
    {{ "'" ~ var('reporting_currency') ~ "'" if var('reporting_currency') else null_text() }} as reporting_currency,
    {{ converted('joined.net_revenue', 'joined', 'rates') }} as net_revenue_converted,
    {{ converted('joined.total_spend', 'joined', 'rates') }} as total_spend_converted
from joined
{{ joined_rates('rates', 'joined') }}
