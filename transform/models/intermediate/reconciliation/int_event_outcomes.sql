{{ config(materialized='table') }}
{#-
  The one outcome that counts of every event of an order. A run that broke off, or a replay, tells of
  an event again: sent wins, then already sent, then what was said last. Test events never count.
-#}
with

counted as (
    select
        *,
        row_number() over (
            partition by event_id, event_source_id, event
            order by
                case outcome when 'sent' then 1 when 'already_sent' then 2 else 3 end,
                recorded_at desc,
                run_id desc,
                sequence desc
        ) as place
    from {{ ref('stg_tiktok_events__event_outcomes') }}
    where
        outcome <> 'test'
        and event_id is not null
        and (event is null or lower(event) in ({{ quoted_list(var('order_events')) }}))
)

select
    event_source_id,
    event_source,
    event,
    event_id,
    event_time,
    value,
    currency,
    outcome,
    stage,
    reason,
    match_keys,
    recorded_at
from counted
where place = 1
