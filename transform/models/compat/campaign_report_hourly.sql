{{ hourly_report('campaign_daily_metrics', 'campaign_id') }}
