{#- Ad groups as the daily rows know them: also those that TikTok no longer lists. -#}
{{ seen_in_days(
    [ref('stg_tiktok_ads__ads_daily'), ref('stg_tiktok_ads__ad_groups_daily')],
    'adgroup_id', 'adgroup_name', ['advertiser_id', 'campaign_id'],
) }}
