{{ config(materialized='table') }}
{#-
  What became of each order on its way to TikTok, one row per order: of several events (two pixels, a
  rule with `also`) the best outcome counts.
-#}
with

outcomes as (
    select
        *,
        row_number() over (
            partition by event_id
            order by
                case outcome when 'sent' then 1 when 'already_sent' then 2 else 3 end,
                recorded_at desc,
                event_source_id,
                event
        ) as place
    from {{ ref('int_event_outcomes') }}
)

select
    orders.order_id,
    orders.day_utc,
    orders.created_at,
    orders.currency,
    orders.total,
    orders.net_revenue,
    case
        when outcomes.outcome in ('sent', 'already_sent', 'left_out') then outcomes.outcome
        when outcomes.outcome = 'dead_letter' then 'dead_lettered'
        when orders.not_a_sale_because in ('test', 'status') then 'ineligible'
        {#- The target makes a dead letter of what it can't name; none of them holds an id to join by. #}
        when orders.event_id is null and orders.created_at <= log.last_recorded_at then 'dead_lettered'
        else 'not_seen'
    end as fate,
    case
        when outcomes.outcome in ('dead_letter', 'left_out') then coalesce(outcomes.stage, 'map')
        when orders.event_id is null then 'map'
    end as stage,
    case
        when outcomes.outcome in ('dead_letter', 'left_out') then coalesce(outcomes.reason, 'no reason given')
        when orders.event_id is null then 'no order id'
    end as reason,
    {{ amount("case when outcomes.outcome in ('sent', 'already_sent') then outcomes.value end") }} as sent_value,
    case when outcomes.outcome in ('sent', 'already_sent') then outcomes.currency end as sent_currency,
    {#- Whether a run has been at the order since it was made; none has: there is nothing to explain. #}
    coalesce(orders.created_at <= log.last_recorded_at, false) as run_has_passed
from {{ ref('orders') }} as orders
left join outcomes
    on orders.event_id = outcomes.event_id and outcomes.place = 1
cross join (
    select max(recorded_at) as last_recorded_at
    from {{ ref('stg_tiktok_events__event_outcomes') }}
    where outcome <> 'test'
) as log
