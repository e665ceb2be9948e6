{{ staged(source('tiktok_ads', 'advertiser_daily_metrics'), [
    ['advertiser_id', 'text'],
    ['stat_time_day', 'date', 'day'],
    ['advertiser_timezone', 'text', 'timezone'],
    ['currency', 'text'],
] + daily_metric_columns()) }}
