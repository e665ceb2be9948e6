{#- The pixels that the orders' events go to; where the log of outcomes names none, all of them. -#}
with

pixels as (
    select pixel_id, min(pixel_code) as pixel_code
    from {{ ref('stg_tiktok_ads__pixel_event_stats') }}
    group by pixel_id
),

event_sources as (
    select distinct event_source_id
    from {{ ref('stg_tiktok_events__event_outcomes') }}
    where event_source = 'web' and event_source_id is not null
)

select pixel_id, pixel_code
from pixels
where
    pixel_code in (select event_source_id from event_sources)
    or not exists (select 1 from event_sources inner join pixels as any_pixel on any_pixel.pixel_code = event_sources.event_source_id)
