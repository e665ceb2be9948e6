{#- Ads as the daily rows know them: also those that TikTok no longer lists. -#}
{{ seen_in_days(
    [ref('stg_tiktok_ads__ads_daily')],
    'ad_id', 'ad_name', ['advertiser_id', 'campaign_id', 'adgroup_id'],
) }}
