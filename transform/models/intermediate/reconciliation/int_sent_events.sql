{#- Events of orders that TikTok took, on the UTC day of their order; of an order that isn't there, on the event's own. -#}
select
    coalesce(orders.day_utc, cast(outcomes.event_time as date)) as day_utc,
    outcomes.event_source_id,
    outcomes.event,
    outcomes.match_keys
from {{ ref('int_event_outcomes') }} as outcomes
left join (
    select event_id, min(day_utc) as day_utc
    from {{ ref('orders') }}
    group by event_id
) as orders
    on outcomes.event_id = orders.event_id
where outcomes.outcome in ('sent', 'already_sent')
