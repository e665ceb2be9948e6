{#- The rate into `reporting_currency` of a row with `day` and `currency`: joined as `alias`. -#}
{% macro joined_rates(alias, table) -%}
left join {{ ref('int_fx_rates') }} as {{ alias }}
    on
        {{ table }}.currency = {{ alias }}.currency
        and {{ table }}.day >= {{ alias }}.valid_from
        and ({{ alias }}.valid_before is null or {{ table }}.day < {{ alias }}.valid_before)
{%- endmacro %}


{#- An amount in `reporting_currency`; null where there is no rate, or no such currency is named. -#}
{% macro converted(amount, table, alias) -%}
{%- if var('reporting_currency') -%}
cast(
        case when {{ table }}.currency = '{{ var("reporting_currency") }}' then {{ amount }} else {{ amount }} * {{ alias }}.rate end
        as {{ type_named('number') }}
    )
{%- else -%}
cast(null as {{ type_named('number') }})
{%- endif -%}
{%- endmacro %}


{#- A difference, or 0 where it is negative or unknown. -#}
{% macro at_least_zero(difference) -%}
case when {{ difference }} > 0 then {{ difference }} else 0 end
{%- endmacro %}


{#- A count, and an amount: sums of either come in another type from each warehouse. -#}
{% macro whole(expression) -%}cast({{ expression }} as {{ type_named('integer') }}){%- endmacro %}
{% macro amount(expression) -%}cast({{ expression }} as {{ type_named('number') }}){%- endmacro %}
