{#- A ratio of sums: null when the denominator is 0 or unknown, never a division of integers, numeric
    with six decimals. `factor` 100 makes per cent of it, 1000 a cost of a thousand. -#}
{% macro ratio(numerator, denominator, factor=1) -%}
cast({{ factor }} * cast({{ numerator }} as {{ dbt.type_numeric() }})
    / nullif(cast({{ denominator }} as {{ dbt.type_numeric() }}), 0) as {{ dbt.type_numeric() }})
{%- endmacro %}
