{#- What TikTok counted of the orders' events at our pixels, per UTC day. -#}
select
    stats.day_utc,
    {{ whole('sum(stats.total_count)') }} as pixel_total,
    {{ whole('sum(stats.browser_count)') }} as pixel_browser,
    {{ whole('sum(stats.server_count)') }} as pixel_server,
    {{ whole('sum(stats.attributed_count)') }} as pixel_attributed
from {{ ref('stg_tiktok_ads__pixel_event_stats') }} as stats
inner join {{ ref('int_our_pixels') }} as pixels
    on stats.pixel_id = pixels.pixel_id
where {{ event_word('stats.event') }} in (
    {%- for event in var('order_events') %}{{ event_word("'" ~ event ~ "'") }}{{ ', ' if not loop.last }}{% endfor %})
group by stats.day_utc
