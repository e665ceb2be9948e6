{#-
  Orders of all levels: one row per level, id, day and currency. Each level holds every order once:
  what is TikTok's, but nobody knows of which id, stands under `unknown`, all else `unattributed`.
-#}
with

touched as (
    select
        'last' as touch, order_id, day, currency, gross_revenue, refunds, net_revenue, has_click_id,
        last_touch_level as touch_level, last_advertiser_id as advertiser_id, last_campaign_id as campaign_id,
        last_adgroup_id as adgroup_id, last_ad_id as ad_id
    from {{ ref('orders_attributed') }}
    union all
    select
        'first', order_id, day, currency, gross_revenue, refunds, net_revenue, has_click_id,
        first_touch_level, first_advertiser_id, first_campaign_id, first_adgroup_id, first_ad_id
    from {{ ref('orders_attributed') }}
),

placed as (
{%- for level, id in [
    ['ad', 'ad_id'], ['ad_group', 'adgroup_id'], ['campaign', 'campaign_id'], ['advertiser', 'advertiser_id'],
] %}
{%- if not loop.first %}
    union all
{%- endif %}
    select
        '{{ level }}' as level,
        touch,
        day,
        currency,
        case when touch_level = 'unattributed' then 'unattributed' else coalesce({{ id }}, 'unknown') end as entity_id,
        advertiser_id,
        {{ 'campaign_id' if level in ('ad', 'ad_group', 'campaign') else null_text() }} as campaign_id,
        {{ 'adgroup_id' if level in ('ad', 'ad_group') else null_text() }} as adgroup_id,
        gross_revenue,
        refunds,
        net_revenue,
        has_click_id
    from touched
{%- endfor %}
)

select
    level,
    advertiser_id,
    campaign_id,
    adgroup_id,
    entity_id,
    day,
    currency,
    {{ whole("sum(case when touch = 'last' then 1 else 0 end)") }} as orders,
    {{ amount("sum(case when touch = 'last' then gross_revenue else 0 end)") }} as gross_revenue,
    {{ amount("sum(case when touch = 'last' then refunds else 0 end)") }} as refunds,
    {{ amount("sum(case when touch = 'last' then net_revenue else 0 end)") }} as net_revenue,
    {{ whole("sum(case when touch = 'last' and has_click_id then 1 else 0 end)") }} as orders_with_click_id,
    {{ whole("sum(case when touch = 'first' then 1 else 0 end)") }} as first_touch_orders,
    {{ amount("sum(case when touch = 'first' then net_revenue else 0 end)") }} as first_touch_net_revenue
from placed
group by level, advertiser_id, campaign_id, adgroup_id, entity_id, day, currency
