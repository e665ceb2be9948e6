{#- The metrics that rows of every level have, in one place: their columns in the tap's tables, and
    which of them may be added up. TikTok's own ratios are left out: they are computed from sums. -#}

{% macro additive_metrics() %}
  {{ return([
      ['spend', 'number'],
      ['impressions', 'integer'],
      ['clicks', 'integer'],
      ['conversion', 'integer', 'conversions'],
      ['real_time_conversion', 'integer', 'real_time_conversions'],
      ['result', 'integer', 'results'],
      ['complete_payment', 'integer', 'web_purchases'],
      ['total_complete_payment_rate', 'number', 'web_purchase_value'],
      ['total_purchase', 'integer', 'app_purchases'],
      ['total_purchase_value', 'number', 'app_purchase_value'],
      ['video_play_actions', 'integer'],
      ['video_watched_2s', 'integer'],
      ['video_watched_6s', 'integer'],
      ['video_views_p25', 'integer'],
      ['video_views_p50', 'integer'],
      ['video_views_p75', 'integer'],
      ['video_views_p100', 'integer'],
      ['engaged_view', 'integer', 'engaged_views'],
      ['engagements', 'integer'],
      ['likes', 'integer'],
      ['comments', 'integer'],
      ['shares', 'integer'],
      ['follows', 'integer'],
      ['profile_visits', 'integer'],
  ]) }}
{% endmacro %}


{#- People, and shows per person: neither adds up over days, ads or advertisers. -#}
{% macro people_metrics() %}
  {{ return([['reach', 'integer'], ['frequency', 'number']]) }}
{% endmacro %}


{% macro daily_metric_columns() %}{{ return(additive_metrics() + people_metrics()) }}{% endmacro %}
