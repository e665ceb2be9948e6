{#- All events of an advertiser's pixels, per UTC day that its statistics cover; no row there means none. -#}
with

counted as (
    select
        advertiser_id,
        day_utc,
        sum(total_count) as events,
        sum(browser_count) as browser_events,
        sum(server_count) as server_events,
        sum(attributed_count) as attributed_events,
        sum(case when {{ event_word('event') }} in (
            {%- for event in var('order_events') %}{{ event_word("'" ~ event ~ "'") }}{{ ', ' if not loop.last }}{% endfor %}
        ) then total_count else 0 end) as order_events
    from {{ ref('stg_tiktok_ads__pixel_event_stats') }}
    group by advertiser_id, day_utc
),

read_until as (
    select advertiser_id, max(last_day) as last_day
    from {{ ref('stg_tiktok_ads__import_status') }}
    where status = 'complete' and stream = 'pixel_event_stats'
    group by advertiser_id
),

spans as (
    select
        counted.advertiser_id,
        min(counted.day_utc) as first_day,
        max(case when read_until.last_day > counted.day_utc then read_until.last_day else counted.day_utc end) as last_day
    from counted
    left join read_until
        on counted.advertiser_id = read_until.advertiser_id
    group by counted.advertiser_id
)

select
    spans.advertiser_id,
    days.day as day_utc,
    {{ whole('coalesce(counted.events, 0)') }} as events,
    {{ whole('coalesce(counted.browser_events, 0)') }} as browser_events,
    {{ whole('coalesce(counted.server_events, 0)') }} as server_events,
    {{ whole('coalesce(counted.attributed_events, 0)') }} as attributed_events,
    {{ whole('coalesce(counted.order_events, 0)') }} as order_events
from spans
inner join {{ ref('days') }} as days
    on days.day >= spans.first_day and days.day <= spans.last_day
left join counted
    on spans.advertiser_id = counted.advertiser_id and days.day = counted.day_utc
