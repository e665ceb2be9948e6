with days as (select * from {{ ref('stg_tiktok_ads__ad_groups_daily') }}),

ad_groups as (select * from {{ ref('ad_groups') }}),

advertisers as (select * from {{ ref('advertisers') }})

select
    days.day,
    days.advertiser_id,
    advertisers.advertiser_name,
    coalesce(days.timezone, advertisers.timezone) as timezone,
    coalesce(days.currency, advertisers.currency) as currency,
    ad_groups.campaign_id,
    ad_groups.campaign_name,
    days.adgroup_id,
    ad_groups.adgroup_name,
    {{- measures('days') }},
    {{- counting('days', 'ad_groups') }}
from days
left join ad_groups on ad_groups.adgroup_id = days.adgroup_id
left join advertisers on advertisers.advertiser_id = days.advertiser_id
