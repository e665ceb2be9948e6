with days as (select * from {{ ref('stg_tiktok_ads__advertisers_daily') }}),

counted as (
    {{ shared_counting(['advertiser_id'], ref('int_ad_groups_by_day')) | indent(4) }}
),

advertisers as (select * from {{ ref('advertisers') }})

select
    days.day,
    days.advertiser_id,
    advertisers.advertiser_name,
    coalesce(days.timezone, advertisers.timezone) as timezone,
    coalesce(days.currency, advertisers.currency) as currency,
    {{- measures('days') }},
    {{- counting('days', 'counted') }}
from days
left join counted on counted.advertiser_id = days.advertiser_id and counted.day = days.day
left join advertisers on advertisers.advertiser_id = days.advertiser_id
