{{ staged(source('tiktok_ads', 'advertisers'), [
    ['advertiser_id', 'text'],
    ['name', 'text', 'advertiser_name'],
    ['company', 'text'],
    ['brand', 'text'],
    ['currency', 'text'],
    ['display_timezone', 'text', 'timezone'],
    ['country', 'text'],
    ['language', 'text'],
    ['industry', 'text'],
    ['status', 'text'],
    ['balance', 'number'],
    ['create_time', 'timestamp', 'created_at'],
]) }}
