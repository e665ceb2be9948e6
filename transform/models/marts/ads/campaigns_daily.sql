with days as (select * from {{ ref('stg_tiktok_ads__campaigns_daily') }}),

campaigns as (select * from {{ ref('campaigns') }}),

counted as (
    {{ shared_counting(['campaign_id'], ref('int_ad_groups_by_day')) | indent(4) }}
),

advertisers as (select * from {{ ref('advertisers') }})

select
    days.day,
    days.advertiser_id,
    advertisers.advertiser_name,
    coalesce(days.timezone, advertisers.timezone) as timezone,
    coalesce(days.currency, advertisers.currency) as currency,
    days.campaign_id,
    campaigns.campaign_name,
    {{- measures('days') }},
    {{- counting('days', 'counted') }}
from days
left join campaigns on campaigns.campaign_id = days.campaign_id
left join counted on counted.campaign_id = days.campaign_id and counted.day = days.day
left join advertisers on advertisers.advertiser_id = days.advertiser_id
