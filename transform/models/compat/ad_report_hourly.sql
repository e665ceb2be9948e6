{{ hourly_report('daily_metrics', 'ad_id') }}
