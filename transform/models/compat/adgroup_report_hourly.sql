{{ hourly_report('ad_group_daily_metrics', 'adgroup_id') }}
