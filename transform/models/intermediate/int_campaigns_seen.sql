{#- Campaigns as the daily rows know them: also those that TikTok no longer lists. -#}
{{ seen_in_days(
    [
        ref('stg_tiktok_ads__ads_daily'),
        ref('stg_tiktok_ads__ad_groups_daily'),
        ref('stg_tiktok_ads__campaigns_daily'),
    ],
    'campaign_id', 'campaign_name', ['advertiser_id'],
) }}
