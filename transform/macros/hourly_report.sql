{#- A report as the common dbt package for TikTok reads it. The package takes nothing but the date of the
    hour, so a day stands at its first hour. Ratios are TikTok's own, as the package expects. -#}
{% macro hourly_report(stream, id) %}
with days as (
    {{ staged(source('tiktok_ads', stream), [
        [id, 'text'],
        ['stat_time_day', 'timestamp', 'stat_time_hour'],
        ['cpc', 'number'],
        ['cpm', 'number'],
        ['ctr', 'number'],
        ['cost_per_conversion', 'number'],
        ['average_video_play', 'number'],
        ['average_video_play_per_user', 'number'],
        ['impressions', 'integer'],
        ['clicks', 'integer'],
        ['spend', 'number'],
        ['reach', 'integer'],
        ['likes', 'integer'],
        ['comments', 'integer'],
        ['shares', 'integer'],
        ['profile_visits', 'integer'],
        ['follows', 'integer'],
        ['video_play_actions', 'integer'],
        ['video_watched_2s', 'integer', 'video_watched_2_s'],
        ['video_watched_6s', 'integer', 'video_watched_6_s'],
        ['video_views_p25', 'integer', 'video_views_p_25'],
        ['video_views_p50', 'integer', 'video_views_p_50'],
        ['video_views_p75', 'integer', 'video_views_p_75'],
        ['total_purchase_value', 'number'],
        ['total_sales_lead_value', 'number'],
        ['total_complete_payment_rate', 'number'],
        ['conversion', 'integer'],
        ['real_time_conversion', 'integer'],
        ['_sdc_extracted_at', 'timestamp', '_fivetran_synced'],
    ]) | indent(4) }}
)

select
    *,
    -- TikTok's conversion_rate is per click, and the tap does not ask for it.
    {{ ratio('conversion', 'clicks', 100) }} as conversion_rate
from days
{% endmacro %}
