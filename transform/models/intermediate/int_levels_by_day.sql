{#- What an advertiser's days add up to at each level, one row per level; `place` orders the levels from
    the advertiser down. -#}
{%- set levels = [
    ['advertiser', 'advertisers_daily', 'advertiser_daily_metrics'],
    ['campaign', 'campaigns_daily', 'campaign_daily_metrics'],
    ['ad_group', 'ad_groups_daily', 'ad_group_daily_metrics'],
    ['ad', 'ads_daily', 'daily_metrics'],
] %}
{%- for level, model, stream in levels %}
select
    '{{ level }}' as level,
    {{ loop.index }} as place,
    '{{ stream }}' as stream,
    advertiser_id,
    max(currency) as currency,
    day,
    sum(spend) as spend,
    sum(impressions) as impressions,
    sum(clicks) as clicks,
    sum(conversions) as conversions,
    sum(web_purchases) as web_purchases,
    sum(purchase_value) as purchase_value
from {{ ref(model) }}
group by advertiser_id, day
{% if not loop.last %}union all{% endif %}
{%- endfor %}
