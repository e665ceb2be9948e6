{#- TikTok counts events with one id as one: two orders under one id lose the second. An event that one
    run sends twice went around the ledger. That a later run tells of it again is no mistake. -#}
select
    {{- alarm_columns(
        'duplicate_event_ids', 'warn', null_text(), 'day_utc', "'orders'",
        said('count(*)') ~ " || ' event ids belong to several orders, for example ' || min(event_id) || "
        ~ "': TikTok counts them once. Map event_id to what differs (a template of shop and order id).'"
    ) }}
from (
    select event_id, max(day_utc) as day_utc
    from {{ ref('orders') }}
    where event_id is not null and day_utc is not null
    group by event_id
    having count(*) > 1
) as shared
group by day_utc

union all

select
    {{- alarm_columns(
        'duplicate_event_ids', 'warn', null_text(), 'day_utc', "'events'",
        said('count(*)') ~ " || ' events were sent more than once by one run, for example ' || min(event_id) || "
        ~ "': keep the ledger on (ledger_url), and each order in one stream.'"
    ) }}
from (
    select run_id, event_source_id, event, event_id, cast(max(recorded_at) as date) as day_utc
    from {{ ref('stg_tiktok_events__event_outcomes') }}
    where outcome = 'sent' and event_id is not null
    group by run_id, event_source_id, event, event_id
    having count(distinct sequence) > 1
) as repeated
group by day_utc
