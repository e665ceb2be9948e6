{#- Every alarm that fired, one row each. A test per alarm warns of its rows, or fails the build. -#}
{%- set alarms = [
    'duplicate_keys', 'future_day', 'level_gap', 'hard_zero', 'sudden_doubling', 'missing_revenue',
    'wrong_currency', 'duplicate_event_ids', 'spend_without_events',
] %}
with

fired as (
{%- for alarm in alarms %}
    select * from {{ ref('int_alarm_' ~ alarm) }}
    {%- if not loop.last %}
    union all
    {%- endif %}
{%- endfor %}
)

select
    alarm,
    severity,
    advertiser_id,
    day,
    subject,
    sentence
from fired
where {{ is_recent('day') }}
