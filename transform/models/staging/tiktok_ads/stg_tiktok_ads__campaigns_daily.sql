{{ staged(source('tiktok_ads', 'campaign_daily_metrics'), [
    ['advertiser_id', 'text'],
    ['campaign_id', 'text'],
    ['stat_time_day', 'date', 'day'],
    ['advertiser_timezone', 'text', 'timezone'],
    ['currency', 'text'],
    ['campaign_name', 'text'],
] + daily_metric_columns()) }}
