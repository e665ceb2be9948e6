{#-
  Spend and what TikTok claims, of all levels: one row per level, id, local day and currency. Where an
  advertiser's stream of a level was not imported, the level below it that was is added up instead.
-#}
{%- set purchases = var('claimed_purchases') -%}
{%- set levels = [
    ['advertiser', 'advertisers_daily', 'advertiser_id'],
    ['campaign', 'campaigns_daily', 'campaign_id'],
    ['ad_group', 'ad_groups_daily', 'adgroup_id'],
    ['ad', 'ads_daily', 'ad_id'],
] -%}
with

imported as (
    {%- for _, model, _ in levels %}
    select advertiser_id, {{ loop.index }} as place from {{ ref(model) }} group by advertiser_id
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

chosen as (
    select
        advertiser_id
        {%- for level, _, _ in levels %},
        min(case when place >= {{ loop.index }} then place end) as place_of_{{ level }}
        {%- endfor %}
    from imported
    group by advertiser_id
)

{% for level, _, id in levels -%}
{%- set outer = loop -%}
{%- for _, model, _ in levels[loop.index0:] -%}
{%- if not (outer.first and loop.first) %}
union all
{% endif %}
select
    '{{ level }}' as level,
    days.advertiser_id,
    days.{{ id }} as entity_id,
    days.day,
    days.currency,
    {{ amount('sum(days.spend)') }} as spend,
    {{ whole('sum(days.impressions)') }} as impressions,
    {{ whole('sum(days.clicks)') }} as clicks,
    {{ whole('sum(days.' ~ purchases ~ '_purchases)') }} as claimed_conversions,
    {{ amount('sum(days.' ~ purchases ~ '_purchase_value)') }} as claimed_value
from {{ ref(model) }} as days
inner join chosen
    on days.advertiser_id = chosen.advertiser_id and chosen.place_of_{{ level }} = {{ outer.index + loop.index0 }}
group by days.advertiser_id, days.{{ id }}, days.day, days.currency
{%- endfor %}
{% endfor %}
