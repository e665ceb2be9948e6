{#- Which ad groups had rows on a day, and how they count conversions. From the ads' rows too: an import
    may have left out the level of ad groups. -#}
with daily_rows as (
    select adgroup_id, day from {{ ref('stg_tiktok_ads__ad_groups_daily') }}
    union all
    select adgroup_id, day from {{ ref('stg_tiktok_ads__ads_daily') }}
),

days as (select distinct adgroup_id, day from daily_rows)

select
    ad_groups.advertiser_id,
    ad_groups.campaign_id,
    days.adgroup_id,
    days.day,
    {%- for column in counting_columns() %}
    ad_groups.{{ column }},
    {%- endfor %}
    ad_groups.window_days
from days
inner join {{ ref('ad_groups') }} as ad_groups on ad_groups.adgroup_id = days.adgroup_id
