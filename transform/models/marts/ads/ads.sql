with listed as (select * from {{ ref('stg_tiktok_ads__ads') }}),

seen as (select * from {{ ref('int_ads_seen') }}),

today as (
    select
        coalesce(listed.ad_id, seen.ad_id) as ad_id,
        coalesce(listed.adgroup_id, seen.adgroup_id) as adgroup_id,
        coalesce(listed.campaign_id, seen.campaign_id) as campaign_id,
        coalesce(listed.advertiser_id, seen.advertiser_id) as advertiser_id,
        coalesce(listed.ad_name, seen.ad_name) as ad_name,
        listed.smart_plus_ad_id,
        listed.ad_format,
        listed.ad_text,
        listed.call_to_action,
        listed.landing_page_url,
        listed.video_id,
        listed.tiktok_item_id,
        listed.tracking_pixel_id,
        listed.operation_status,
        listed.secondary_status,
        {{ is_deleted('listed.secondary_status') }} as is_deleted,
        listed.ad_id is not null as is_listed,
        listed.created_at,
        listed.modified_at,
        seen.first_day,
        seen.last_day
    from listed
    full outer join seen on seen.ad_id = listed.ad_id
),

renamed as (
    select * from (
        {{ former_names([ref('stg_tiktok_ads__ads_daily')], 'ad_id', 'ad_name', 'today')
            | indent(8) }}
    ) as former
),

ad_groups as (select * from {{ ref('ad_groups') }}),

advertisers as (select * from {{ ref('advertisers') }})

select
    today.ad_id,
    today.adgroup_id,
    today.campaign_id,
    today.advertiser_id,
    advertisers.advertiser_name,
    advertisers.timezone,
    advertisers.currency,
    ad_groups.campaign_name,
    ad_groups.adgroup_name,
    today.ad_name,
    renamed.former_names,
    today.smart_plus_ad_id,
    today.ad_format,
    today.ad_text,
    today.call_to_action,
    today.landing_page_url,
    today.video_id,
    today.tiktok_item_id,
    today.tracking_pixel_id,
    today.operation_status,
    today.secondary_status,
    today.is_deleted,
    today.is_listed,
    today.created_at,
    today.modified_at,
    today.first_day,
    today.last_day
from today
left join renamed on renamed.ad_id = today.ad_id
left join ad_groups on ad_groups.adgroup_id = today.adgroup_id
left join advertisers on advertisers.advertiser_id = today.advertiser_id
