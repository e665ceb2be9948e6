with listed as (select * from {{ ref('stg_tiktok_ads__ad_groups') }}),

seen as (select * from {{ ref('int_ad_groups_seen') }}),

today as (
    select
        coalesce(listed.adgroup_id, seen.adgroup_id) as adgroup_id,
        coalesce(listed.campaign_id, seen.campaign_id) as campaign_id,
        coalesce(listed.advertiser_id, seen.advertiser_id) as advertiser_id,
        coalesce(listed.adgroup_name, seen.adgroup_name) as adgroup_name,
        {%- for column in counting_columns() %}
        listed.{{ column }},
        {%- endfor %}
        {{ longest_window([
            'listed.click_attribution_window',
            'listed.view_attribution_window',
            'listed.engaged_view_attribution_window',
        ]) }} as window_days,
        listed.pixel_id,
        listed.promotion_type,
        listed.billing_event,
        listed.bid_type,
        listed.budget_mode,
        listed.budget,
        listed.operation_status,
        listed.secondary_status,
        {{ is_deleted('listed.secondary_status') }} as is_deleted,
        listed.adgroup_id is not null as is_listed,
        listed.created_at,
        listed.modified_at,
        seen.first_day,
        seen.last_day
    from listed
    full outer join seen on seen.adgroup_id = listed.adgroup_id
),

renamed as (
    select * from (
        {{ former_names(
            [ref('stg_tiktok_ads__ads_daily'), ref('stg_tiktok_ads__ad_groups_daily')],
            'adgroup_id', 'adgroup_name', 'today',
        ) | indent(8) }}
    ) as former
),

campaigns as (select * from {{ ref('campaigns') }}),

advertisers as (select * from {{ ref('advertisers') }})

select
    today.adgroup_id,
    today.campaign_id,
    today.advertiser_id,
    advertisers.advertiser_name,
    advertisers.timezone,
    advertisers.currency,
    campaigns.campaign_name,
    today.adgroup_name,
    renamed.former_names,
    {%- for column in counting_columns() %}
    today.{{ column }},
    {%- endfor %}
    cast(today.window_days as {{ type_named('integer') }}) as window_days,
    today.pixel_id,
    today.promotion_type,
    today.billing_event,
    today.bid_type,
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
left join renamed on renamed.adgroup_id = today.adgroup_id
left join campaigns on campaigns.campaign_id = today.campaign_id
left join advertisers on advertisers.advertiser_id = today.advertiser_id
