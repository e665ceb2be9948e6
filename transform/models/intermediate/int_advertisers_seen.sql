{#- Advertisers as the daily rows know them. -#}
with daily_rows as (
    {% for relation in ['ads_daily', 'ad_groups_daily', 'campaigns_daily', 'advertisers_daily'] -%}
    select advertiser_id, currency, timezone, day from {{ ref('stg_tiktok_ads__' ~ relation) }}
    {%- if not loop.last %}
    union all
    {% endif %}
    {%- endfor %}
)

select
    advertiser_id,
    -- An advertiser has one of each, for good.
    max(currency) as currency,
    max(timezone) as timezone,
    min(day) as first_day,
    max(day) as last_day
from daily_rows
group by advertiser_id
