{{ staged(source('tiktok_ads', 'daily_metrics'), [
    ['advertiser_id', 'text'],
    ['ad_id', 'text'],
    ['stat_time_day', 'date', 'day'],
    ['advertiser_timezone', 'text', 'timezone'],
    ['currency', 'text'],
    ['campaign_id', 'text'],
    ['campaign_name', 'text'],
    ['adgroup_id', 'text'],
    ['adgroup_name', 'text'],
    ['ad_name', 'text'],
] + daily_metric_columns()) }}
