{#-
  Days on which money was spent and TikTok got no events of the advertiser's pixels: none at all, none
  from browsers though the week before had some, or none from the server though each day before had.
  The day of the spend is the advertiser's, that of the events the same date in UTC: a whole UTC day
  without events is odd whatever the zone.
-#}
with

watched as (
    select
        *,
        sum(browser_events) over (partition by advertiser_id order by day_utc rows between 7 preceding and 1 preceding) as browser_before,
        min(server_events) over (partition by advertiser_id order by day_utc rows between 7 preceding and 1 preceding) as least_server_before,
        count(*) over (partition by advertiser_id order by day_utc rows between 7 preceding and 1 preceding) as days_before
    from {{ ref('int_pixel_event_days') }}
),

judged as (
    select
        spent.advertiser_id,
        spent.advertiser_name,
        spent.day,
        spent.currency,
        spent.spend,
        watched.events,
        watched.browser_events,
        watched.server_events,
        case
            when watched.events = 0 then 'all events'
            when watched.browser_events = 0 and watched.browser_before > 0 then 'browser events'
            when watched.server_events = 0 and watched.days_before = 7 and watched.least_server_before > 0 then 'server events'
        end as missing
    from {{ ref('int_imported_days') }} as spent
    inner join watched
        on spent.advertiser_id = watched.advertiser_id and spent.day = watched.day_utc
    where spent.spend > 0 and spent.is_over and watched.day_utc < {{ utc_today() }}
)

select
    advertiser_id,
    advertiser_name,
    day,
    currency,
    spend,
    events,
    browser_events,
    server_events,
    missing,
    cast(
        {{ said_amount('spend') }} || ' ' || currency || ' were spent, but TikTok got no '
        || case missing
            when 'browser events' then 'events from browsers: see whether the pixel is still on the site, and what consent or a new theme keeps from it.'
            when 'server events' then 'events from the server: see whether target-tiktok-events has run, and what its summary says.'
            else 'events at all: see whether the pixel is on the site and belongs to this advertiser, and whether target-tiktok-events has run.'
        end
        as {{ dbt.type_string() }}
    ) as sentence
from judged
where missing is not null
