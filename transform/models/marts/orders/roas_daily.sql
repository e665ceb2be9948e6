{#-
  Spend and orders were each added up before they meet here (full outer join), so neither is counted
  twice: a day with spend and no order is there, and a day with an order and no spend.
-#}
with

spend as (
    select *
    from {{ ref('int_daily_spend') }}
    {%- if var('shop_advertiser_ids') %}
    where advertiser_id in ({{ quoted_list(var('shop_advertiser_ids')) }})
    {%- endif %}
),

joined as (
    select
        coalesce(spend.level, orders.level) as level,
        coalesce(spend.day, orders.day) as day,
        coalesce(spend.currency, orders.currency) as currency,
        coalesce(spend.entity_id, orders.entity_id) as entity_id,
        coalesce(spend.advertiser_id, orders.advertiser_id) as advertiser_id,
        orders.campaign_id,
        orders.adgroup_id,
        {{ amount('coalesce(spend.spend, 0)') }} as spend,
        {{ whole('coalesce(spend.impressions, 0)') }} as impressions,
        {{ whole('coalesce(spend.clicks, 0)') }} as clicks,
        {{ whole('coalesce(spend.claimed_conversions, 0)') }} as claimed_conversions,
        {{ amount('coalesce(spend.claimed_value, 0)') }} as claimed_value,
        {{ whole('coalesce(orders.orders, 0)') }} as orders,
        {{ amount('coalesce(orders.gross_revenue, 0)') }} as gross_revenue,
        {{ amount('coalesce(orders.refunds, 0)') }} as refunds,
        {{ amount('coalesce(orders.net_revenue, 0)') }} as net_revenue,
        {{ whole('coalesce(orders.orders_with_click_id, 0)') }} as orders_with_click_id,
        {{ whole('coalesce(orders.first_touch_orders, 0)') }} as first_touch_orders,
        {{ amount('coalesce(orders.first_touch_net_revenue, 0)') }} as first_touch_net_revenue
    from spend
    full outer join {{ ref('int_daily_orders') }} as orders
        on
            spend.level = orders.level
            and spend.entity_id = orders.entity_id
            and spend.day = orders.day
            and spend.currency = orders.currency
),

named as (
    select
        joined.*,
        tree.entity_name,
        coalesce(tree.campaign_id, joined.campaign_id) as known_campaign_id,
        coalesce(tree.adgroup_id, joined.adgroup_id) as known_adgroup_id,
        tree.ad_id as known_ad_id
    from joined
    left join {{ ref('int_ad_tree') }} as tree
        on joined.level = tree.level and joined.entity_id = tree.entity_id
)

select
    named.level,
    named.day,
    named.currency,
    named.entity_id,
    named.entity_name,
    case
        when named.entity_id in ('unknown', 'unattributed') then named.entity_id
        else 'attributed'
    end as attribution,
    named.advertiser_id,
    named.known_campaign_id as campaign_id,
    campaigns.entity_name as campaign_name,
    named.known_adgroup_id as adgroup_id,
    ad_groups.entity_name as adgroup_name,
    named.known_ad_id as ad_id,
    named.spend,
    named.impressions,
    named.clicks,
    named.orders,
    named.gross_revenue,
    named.refunds,
    named.net_revenue,
    named.orders_with_click_id,
    named.first_touch_orders,
    named.first_touch_net_revenue,
    {{ ratio('named.spend', 'named.orders') }} as cpa,
    {{ ratio('named.net_revenue', 'named.spend') }} as roas,
    {{ ratio('named.gross_revenue', 'named.spend') }} as gross_roas,
    named.claimed_conversions,
    named.claimed_value,
    {{ ratio('named.spend', 'named.claimed_conversions') }} as claimed_cpa,
    {{ ratio('named.claimed_value', 'named.spend') }} as claimed_roas,
    {{ whole('named.claimed_conversions - named.orders') }} as conversions_difference,
    {{ amount('named.claimed_value - named.gross_revenue') }} as value_difference,
    {{ ratio('named.claimed_value - named.net_revenue', 'named.spend') }} as roas_difference,
    {{ ratio('named.orders_with_click_id', 'named.orders') }} as coverage,
    {{ "'" ~ var('reporting_currency') ~ "'" if var('reporting_currency') else null_text() }} as reporting_currency,
    {{ converted('named.spend', 'named', 'rates') }} as spend_converted,
    {{ converted('named.net_revenue', 'named', 'rates') }} as net_revenue_converted
from named
left join {{ ref('int_ad_tree') }} as campaigns
    on campaigns.level = 'campaign' and named.known_campaign_id = campaigns.entity_id
left join {{ ref('int_ad_tree') }} as ad_groups
    on ad_groups.level = 'ad_group' and named.known_adgroup_id = ad_groups.entity_id
{{ joined_rates('rates', 'named') }}
