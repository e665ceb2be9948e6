{{ staged(source('tiktok_ads', 'ad_group_daily_metrics'), [
    ['advertiser_id', 'text'],
    ['adgroup_id', 'text'],
    ['stat_time_day', 'date', 'day'],
    ['advertiser_timezone', 'text', 'timezone'],
    ['currency', 'text'],
    ['campaign_id', 'text'],
    ['campaign_name', 'text'],
    ['adgroup_name', 'text'],
] + daily_metric_columns()) }}
