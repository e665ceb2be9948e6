{#-
  One row per UTC day since the log of outcomes begins: orders by their fate, by the instants of the
  orders themselves; the events of them that went to our pixels; and what TikTok counted there.
-#}
with

fates as (
    select
        day_utc,
        {{ whole("count(*)") }} as orders,
        {{ whole("sum(case when fate = 'ineligible' then 1 else 0 end)") }} as ineligible,
        {{ whole("sum(case when fate = 'left_out' then 1 else 0 end)") }} as left_out,
        {{ whole("sum(case when fate = 'sent' then 1 else 0 end)") }} as sent,
        {{ whole("sum(case when fate = 'already_sent' then 1 else 0 end)") }} as already_sent,
        {{ whole("sum(case when fate = 'dead_lettered' then 1 else 0 end)") }} as dead_lettered,
        {{ whole("sum(case when fate = 'not_seen' then 1 else 0 end)") }} as not_seen,
        {{ whole("sum(case when fate = 'not_seen' and not run_has_passed then 1 else 0 end)") }} as not_run_yet
    from {{ ref('int_order_fates') }}
    where day_utc is not null
    group by day_utc
),

sent_events as (
    select day_utc, {{ whole('count(*)') }} as events_sent_to_pixels
    from {{ ref('int_sent_events') }}
    where event_source_id in (select pixel_code from {{ ref('int_our_pixels') }})
    group by day_utc
),

known as (
    select
        (select min(cast(event_time as date)) from {{ ref('int_event_outcomes') }}) as log_begins,
        (select max(day_utc) from {{ ref('stg_tiktok_ads__pixel_event_stats') }}
        where pixel_id in (select pixel_id from {{ ref('int_our_pixels') }})) as statistics_until,
        (select min(day_utc) from {{ ref('stg_tiktok_ads__pixel_event_stats') }}
        where pixel_id in (select pixel_id from {{ ref('int_our_pixels') }})) as statistics_since
),

days as (
    select day_utc from fates
    union distinct
    select day_utc from sent_events
    union distinct
    select day_utc from {{ ref('int_pixel_days') }}
)

select
    days.day_utc,
    coalesce(fates.orders, 0) as orders,
    coalesce(fates.ineligible, 0) as ineligible,
    coalesce(fates.left_out, 0) as left_out,
    coalesce(fates.orders - fates.ineligible - fates.left_out, 0) as eligible,
    coalesce(fates.sent, 0) as sent,
    coalesce(fates.already_sent, 0) as already_sent,
    coalesce(fates.dead_lettered, 0) as dead_lettered,
    coalesce(fates.not_seen, 0) as not_seen,
    coalesce(fates.not_run_yet, 0) as not_run_yet,
    coalesce(sent_events.events_sent_to_pixels, 0) as events_sent_to_pixels,
    {#- A day that the statistics cover and don't name is a day without events. #}
    {%- for count in ['total', 'browser', 'server', 'attributed'] %}
    case
        when days.day_utc between known.statistics_since and known.statistics_until then coalesce(pixels.pixel_{{ count }}, 0)
    end as pixel_{{ count }},
    {%- endfor %}
    known.log_begins is not null as log_is_there,
    known.statistics_until
from days
cross join known
left join fates
    on days.day_utc = fates.day_utc
left join sent_events
    on days.day_utc = sent_events.day_utc
left join {{ ref('int_pixel_days') }} as pixels
    on days.day_utc = pixels.day_utc
where days.day_utc is not null and (known.log_begins is null or days.day_utc >= known.log_begins)
