{#- Where orders were lost on their way, and why: what rules left out, dead letters by reason, orders
    that no run has read, events that TikTok did not count. -#}
with

by_order as (
    select
        day_utc,
        case fate when 'left_out' then 'left_out' when 'dead_lettered' then 'dead_letter' else 'not_seen' end as kind,
        coalesce(stage, 'none') as stage,
        coalesce(reason, 'no run has read the order') as reason,
        coalesce(currency, 'none') as currency,
        {{ whole('count(*)') }} as orders,
        cast(sum(total) as {{ type_named('number') }}) as value
    from {{ ref('int_order_fates') }}
    where fate in ('left_out', 'dead_lettered', 'not_seen')
    group by 1, 2, 3, 4, 5
),

by_event as (
    select
        day_utc,
        'not_received' as kind,
        'none' as stage,
        'TikTok counted fewer server events than it took' as reason,
        'none' as currency,
        {{ whole('events_sent_to_pixels - pixel_server') }} as orders,
        cast(null as {{ type_named('number') }}) as value
    from {{ ref('int_reconciled_days') }}
    where events_sent_to_pixels > pixel_server
)

select by_order.*
from by_order
inner join {{ ref('int_reconciled_days') }} as days
    on by_order.day_utc = days.day_utc
union all
select * from by_event
