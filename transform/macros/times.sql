{#- Instants are UTC without a zone; days are cut in a zone. Four warehouses, one spelling each. -#}

{#- The local day of an instant, in the zone that the expression `zone` names (IANA). -#}
{% macro local_day(instant, zone) %}{{ return(adapter.dispatch('local_day', 'adloop')(instant, zone)) }}{% endmacro %}
{% macro default__local_day(instant, zone) -%}
cast((({{ instant }}) at time zone 'UTC') at time zone ({{ zone }}) as date)
{%- endmacro %}
{% macro snowflake__local_day(instant, zone) -%}
to_date(convert_timezone('UTC', {{ zone }}, {{ instant }}))
{%- endmacro %}
{% macro bigquery__local_day(instant, zone) -%}
date({{ instant }}, {{ zone }})
{%- endmacro %}


{#- A column that holds UTC already: where it has a zone, not read in that of the session. -#}
{% macro without_zone(column, data_type) -%}
{%- if target.type != 'bigquery' and has_zone(data_type) -%}
{{ utc_instant(column, data_type) }}
{%- else -%}
{{ column }}
{%- endif -%}
{%- endmacro %}

{% macro has_zone(data_type) %}
  {%- set name = data_type | lower -%}
  {{ return('with time zone' in name or 'timestamptz' in name or '_tz' in name or '_ltz' in name) }}
{% endmacro %}


{#- A column of the shop's as an instant in UTC. What has no zone is in `orders_timezone`; a date is
    its midnight there; text is read where it begins like 2026-11-02. -#}
{% macro utc_instant(column, data_type) %}
  {%- set zone = "'" ~ var('orders_timezone') ~ "'" -%}
  {{ return(adapter.dispatch('utc_instant', 'adloop')(column, data_type | lower, zone)) }}
{% endmacro %}

{% macro default__utc_instant(column, data_type, zone) -%}
{%- if has_zone(data_type) -%}
({{ column }} at time zone 'UTC')
{%- elif 'timestamp' in data_type or data_type == 'date' -%}
((cast({{ column }} as timestamp) at time zone {{ zone }}) at time zone 'UTC')
{%- else -%}
case
        when {{ matches(as_text(column), '^[0-9]{4}-[0-9]{2}-[0-9]{2}.*[0-9]{2}:[0-9]{2}.*(Z|[+-][0-9]{2}(:?[0-9]{2})?)$') }}
            then (cast({{ as_text(column) }} as timestamp with time zone) at time zone 'UTC')
        when {{ matches(as_text(column), '^[0-9]{4}-[0-9]{2}-[0-9]{2}') }}
            then ((cast({{ as_text(column) }} as timestamp) at time zone {{ zone }}) at time zone 'UTC')
    end
{%- endif -%}
{%- endmacro %}

{% macro snowflake__utc_instant(column, data_type, zone) -%}
{%- if has_zone(data_type) -%}
cast(convert_timezone('UTC', {{ column }}) as timestamp_ntz)
{%- elif 'timestamp' in data_type or data_type == 'date' -%}
convert_timezone({{ zone }}, 'UTC', cast({{ column }} as timestamp_ntz))
{%- else -%}
iff(
        regexp_like({{ as_text(column) }}, '.*[0-9]{2}:[0-9]{2}.*(Z|[+-][0-9]{2}(:?[0-9]{2})?)'),
        cast(convert_timezone('UTC', try_to_timestamp_tz({{ as_text(column) }})) as timestamp_ntz),
        convert_timezone({{ zone }}, 'UTC', try_to_timestamp_ntz({{ as_text(column) }}))
    )
{%- endif -%}
{%- endmacro %}

{% macro bigquery__utc_instant(column, data_type, zone) -%}
{%- if data_type == 'timestamp' -%}
{{ column }}
{%- elif data_type in ('datetime', 'date') -%}
timestamp(cast({{ column }} as datetime), {{ zone }})
{%- else -%}
if(
        {{ matches(as_text(column), '[0-9]{2}:[0-9]{2}.*(Z|[+-][0-9]{2}(:?[0-9]{2})?)$') }},
        safe_cast({{ as_text(column) }} as timestamp),
        timestamp(safe_cast({{ as_text(column) }} as datetime), {{ zone }})
    )
{%- endif -%}
{%- endmacro %}


{#- Now, UTC; the variable `as_of` (a date or an instant, UTC) stands in for it where it is set. -#}
{% macro utc_now() %}
  {%- if var('as_of') -%}
    {{ return("cast('" ~ var('as_of') ~ "' as " ~ dbt.type_timestamp() ~ ")") }}
  {%- endif -%}
  {{ return(adapter.dispatch('utc_now', 'adloop')()) }}
{% endmacro %}
{% macro default__utc_now() -%}(now() at time zone 'UTC'){%- endmacro %}
{% macro snowflake__utc_now() -%}sysdate(){%- endmacro %}
{% macro bigquery__utc_now() -%}current_timestamp(){%- endmacro %}

{% macro utc_today() -%}cast({{ utc_now() }} as date){%- endmacro %}


{#- The date so many days after a date (before it: a negative number). -#}
{% macro days_after(date, days) -%}
cast({{ dbt.dateadd('day', days, date) }} as date)
{%- endmacro %}


{#- Every date from the first to the last, both expressions; one column, `day`. As many as ten thousand. -#}
{% macro dates_between(first, last) -%}
select {{ days_after(first, 'number') }} as day
from (
    select thousands.digit * 1000 + hundreds.digit * 100 + tens.digit * 10 + ones.digit as number
    from {{ digits() }} as ones
    cross join {{ digits() }} as tens
    cross join {{ digits() }} as hundreds
    cross join {{ digits() }} as thousands
) as numbers
where {{ days_after(first, 'number') }} <= {{ last }}
{%- endmacro %}
{% macro digits() -%}
(select 0 as digit{% for digit in range(1, 10) %} union all select {{ digit }}{% endfor %})
{%- endmacro %}
