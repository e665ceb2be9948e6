with listed as (select * from {{ ref('stg_tiktok_ads__campaigns') }}),

seen as (select * from {{ ref('int_campaigns_seen') }}),

today as (
    select
        coalesce(listed.campaign_id, seen.campaign_id) as campaign_id,
        coalesce(listed.advertiser_id, seen.advertiser_id) as advertiser_id,
        coalesce(listed.campaign_name, seen.campaign_name) as campaign_name,
        listed.objective_type,
        listed.campaign_automation_type,
        listed.budget_mode,
        listed.budget,
        listed.operation_status,
        listed.secondary_status,
        {{ is_deleted('listed.secondary_status') }} as is_deleted,
        listed.campaign_id is not null as is_listed,
        listed.created_at,
        listed.modified_at,
        seen.first_day,
        seen.last_day
    from listed
    full outer join seen on seen.campaign_id = listed.campaign_id
),

renamed as (
    select * from (
        {{ former_names(
            [
                ref('stg_tiktok_ads__ads_daily'),
                ref('stg_tiktok_ads__ad_groups_daily'),
                ref('stg_tiktok_ads__campaigns_daily'),
            ],
            'campaign_id', 'campaign_name', 'today',
        ) | indent(8) }}
    ) as former
),

advertisers as (select * from {{ ref('advertisers') }})

select
    today.campaign_id,
    today.advertiser_id,
    advertisers.advertiser_name,
    advertisers.timezone,
    advertisers.currency,
    today.campaign_name,
    renamed.former_names,
    today.objective_type,
    today.campaign_automation_type,
    today.budget_mode,
    today.budget,
    today.operation_status,
    today.secondary_status,
    today.is_deleted,
    today.is_listed,
    today.created_at,
    today.modified_at,
    today.first_day,
    today.last_day
from today
left join renamed on renamed.campaign_id = today.campaign_id
left join advertisers on advertisers.advertiser_id = today.advertiser_id
