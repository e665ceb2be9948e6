{#- How well TikTok can recognise whom the events are about: sent events of orders, by match key. -#}
{%- set keys = ['email', 'phone', 'ttclid', 'ttp', 'external_id', 'ip', 'user_agent'] -%}
with

sent as (
    select day_utc, event, ',' || coalesce(match_keys, '') || ',' as match_keys
    from {{ ref('int_sent_events') }}
    where event is not null
),

held as (
    {%- for key in keys %}
    select day_utc, event, '{{ key }}' as match_key, case when match_keys like '%,{{ key }},%' then 1 else 0 end as is_held
    from sent
    union all
    {%- endfor %}
    select day_utc, event, 'any', case when match_keys <> ',,' then 1 else 0 end
    from sent
)

select
    day_utc,
    event,
    match_key,
    {{ whole('count(*)') }} as events,
    {{ whole('sum(is_held)') }} as events_with_key,
    {{ ratio('sum(is_held)', 'count(*)') }} as share
from held
where day_utc is not null
group by day_utc, event, match_key
