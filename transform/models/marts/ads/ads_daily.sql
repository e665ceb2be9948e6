with days as (select * from {{ ref('stg_tiktok_ads__ads_daily') }}),

ads as (select * from {{ ref('ads') }}),

ad_groups as (select * from {{ ref('ad_groups') }}),

advertisers as (select * from {{ ref('advertisers') }})

select
    days.day,
    days.advertiser_id,
    advertisers.advertiser_name,
    coalesce(days.timezone, advertisers.timezone) as timezone,
    coalesce(days.currency, advertisers.currency) as currency,
    ads.campaign_id,
    ads.campaign_name,
    ads.adgroup_id,
    ads.adgroup_name,
    days.ad_id,
    ads.ad_name,
    {{- measures('days') }},
    {{- counting('days', 'ad_groups') }}
from days
left join ads on ads.ad_id = days.ad_id
left join ad_groups on ad_groups.adgroup_id = ads.adgroup_id
left join advertisers on advertisers.advertiser_id = days.advertiser_id
