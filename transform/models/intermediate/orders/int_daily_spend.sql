{#- Spend and what TikTok claims, of all levels: one row per level, id, local day and currency. -#}
{%- set purchases = var('claimed_purchases') -%}
{%- for level, model, id in [
    ['ad', 'ads_daily', 'ad_id'],
    ['ad_group', 'ad_groups_daily', 'adgroup_id'],
    ['campaign', 'campaigns_daily', 'campaign_id'],
    ['advertiser', 'advertisers_daily', 'advertiser_id'],
] %}
{%- if not loop.first %}
union all
{% endif %}
select
    '{{ level }}' as level,
    advertiser_id,
    {{ id }} as entity_id,
    day,
    currency,
    spend,
    impressions,
    clicks,
    {{ whole(purchases ~ '_purchases') }} as claimed_conversions,
    {{ amount(purchases ~ '_purchase_value') }} as claimed_value
from {{ ref(model) }}
{%- endfor %}
