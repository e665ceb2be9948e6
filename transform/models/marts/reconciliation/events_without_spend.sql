{#-
  Days on which an advertiser's pixels got events of orders though nothing was spent for 28 days, the
  longest window in which TikTok credits a click: they help no ad of this advertiser.
-#}
with

watched as (
    select
        *,
        max(spend) over (partition by advertiser_id order by day rows between 28 preceding and current row) as highest_spend,
        count(*) over (partition by advertiser_id order by day rows between 28 preceding and current row) as days_known
    from {{ ref('int_imported_days') }}
)

select
    watched.advertiser_id,
    watched.advertiser_name,
    watched.day,
    pixels.order_events as events,
    pixels.attributed_events,
    cast(
        'The pixel got ' || {{ said('pixels.order_events') }} || ' events of orders, but nothing was spent for 28 days: '
        || 'see whether the pixel belongs to the advertiser whose ads run, or ads wait to be switched on.'
        as {{ dbt.type_string() }}
    ) as sentence
from watched
inner join {{ ref('int_pixel_event_days') }} as pixels
    on watched.advertiser_id = pixels.advertiser_id and watched.day = pixels.day_utc
where watched.highest_spend = 0 and watched.days_known = 29 and pixels.order_events > 0
