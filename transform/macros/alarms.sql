{#- One alarm's rows: the columns of `alarms`. `subject` and `sentence` are expressions. -#}
{% macro alarm_columns(alarm, severity, advertiser_id, day, subject, sentence) %}
    '{{ alarm }}' as alarm,
    '{{ severity }}' as severity,
    cast({{ advertiser_id }} as {{ dbt.type_string() }}) as advertiser_id,
    {{ day }} as day,
    cast({{ subject }} as {{ dbt.type_string() }}) as subject,
    cast({{ sentence }} as {{ dbt.type_string() }}) as sentence
{%- endmacro %}


{#- Whether a day is one that alarms look at. -#}
{% macro is_recent(day) -%}
{{ day }} >= {{ days_after(utc_today(), -1 * var('alarm_days')) }}
{%- endmacro %}


{#- An expression as text inside a sentence; amounts with two decimals. -#}
{% macro said(expression) -%}cast({{ expression }} as {{ dbt.type_string() }}){%- endmacro %}
{% macro said_amount(expression) -%}cast(cast({{ expression }} as numeric(28, 2)) as {{ dbt.type_string() }}){%- endmacro %}


{#- Whether so many of so many orders are odd enough to speak of. -#}
{% macro is_odd(odd, orders) -%}
{{ odd }} >= {{ var('alarm_min_orders') }} and {{ odd }} >= {{ var('alarm_share_of_orders') }} * {{ orders }}
{%- endmacro %}
