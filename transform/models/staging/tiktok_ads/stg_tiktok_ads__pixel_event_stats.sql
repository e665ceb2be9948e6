{{ staged(source('tiktok_ads', 'pixel_event_stats'), [
    ['advertiser_id', 'text'],
    ['pixel_id', 'text'],
    ['pixel_code', 'text'],
    ['event', 'text'],
    ['is_custom_event', 'boolean'],
    ['stat_date_utc', 'date', 'day_utc'],
    ['total_count', 'integer'],
    ['browser_count', 'integer'],
    ['server_count', 'integer'],
    ['attributed_count', 'integer'],
    ['preview_count', 'integer'],
]) }}
