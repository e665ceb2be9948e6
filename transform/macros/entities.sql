{#-
  What the daily rows know of the objects of a level: one row per id with its parents, the name of its
  latest day, first and last day. Objects that TikTok no longer lists are known from here only.

  `relations` are staging models that hold `id` and `name`; `carried` are columns taken from the latest
  row beside the name.
-#}
{% macro seen_in_days(relations, id, name, carried) %}
with daily_rows as (
{%- for relation in relations %}
    select {{ id }}, {{ name }}, day{% for column in carried %}, {{ column }}{% endfor %}
    from {{ relation }}
    where {{ id }} is not null
    {%- if not loop.last %}
    union all
    {%- endif %}
{%- endfor %}
),

latest_first as (
    select
        *,
        -- The last two make the choice one and the same on every build.
        row_number() over (
            partition by {{ id }} order by day desc, {{ name }} desc
        ) as place
    from daily_rows
),

days as (
    select {{ id }}, min(day) as first_day, max(day) as last_day
    from daily_rows
    group by {{ id }}
)

select
    latest_first.{{ id }},
    latest_first.{{ name }},
    {%- for column in carried %}
    latest_first.{{ column }},
    {%- endfor %}
    days.first_day,
    days.last_day
from latest_first
inner join days on days.{{ id }} = latest_first.{{ id }}
where latest_first.place = 1
{% endmacro %}


{#- The other names that daily rows carry of an object, as text: `id`, former_names; no row when it has
    had one name only. `current` is a relation of ids and today's names. -#}
{% macro former_names(relations, id, name, current) %}
with daily_rows as (
{%- for relation in relations %}
    select {{ id }}, {{ name }} from {{ relation }}
    {%- if not loop.last %}
    union all
    {%- endif %}
{%- endfor %}
),

every_name as (
    select distinct {{ id }}, {{ name }} from daily_rows where {{ name }} is not null
)

select
    every_name.{{ id }},
    {{ dbt.listagg('every_name.' ~ name, "' | '", 'order by every_name.' ~ name) }} as former_names
from every_name
inner join {{ current }} on {{ current }}.{{ id }} = every_name.{{ id }}
where every_name.{{ name }} <> {{ current }}.{{ name }}
group by every_name.{{ id }}
{% endmacro %}


{#- Whether TikTok lists an object as deleted, itself or a parent; null when it does not say. -#}
{% macro is_deleted(secondary_status) -%}
{{ secondary_status }} like '%DELETE'
{%- endmacro %}
