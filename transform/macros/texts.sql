{#- Text, by pattern: what four warehouses spell differently. -#}

{#- A column as text without outer blanks; null when nothing is left. -#}
{% macro as_text(column) -%}
nullif(trim(cast({{ column }} as {{ dbt.type_string() }})), '')
{%- endmacro %}


{#- Whether the pattern is found in the text. -#}
{% macro matches(text, pattern) %}{{ return(adapter.dispatch('matches', 'adloop')(text, pattern)) }}{% endmacro %}
{% macro default__matches(text, pattern) -%}{{ text }} ~ '{{ pattern }}'{%- endmacro %}
{% macro duckdb__matches(text, pattern) -%}regexp_matches({{ text }}, '{{ pattern }}'){%- endmacro %}
{% macro snowflake__matches(text, pattern) -%}regexp_instr({{ text }}, '{{ pattern }}') > 0{%- endmacro %}
{% macro bigquery__matches(text, pattern) -%}regexp_contains({{ text }}, r'{{ pattern }}'){%- endmacro %}


{#- The value of the first of the parameters that the address holds and that isn't empty. -#}
{% macro url_parameter(url, names) -%}
coalesce(
    {%- for name in names %}
        nullif({{ adapter.dispatch('text_after', 'adloop')(url, '[?&;]' ~ name ~ '=') }}, '')
        {{- ',' if not loop.last }}
    {%- endfor %}
    {%- if names | length == 1 %}, null{% endif %}
    )
{%- endmacro %}
{% macro default__text_after(url, start) -%}
substring({{ url }} from '(?i){{ start }}([^&#;]*)')
{%- endmacro %}
{% macro duckdb__text_after(url, start) -%}
regexp_extract({{ url }}, '(?i){{ start }}([^&#;]*)', 1)
{%- endmacro %}
{% macro snowflake__text_after(url, start) -%}
regexp_substr({{ url }}, '{{ start }}([^&#;]*)', 1, 1, 'ie', 1)
{%- endmacro %}
{% macro bigquery__text_after(url, start) -%}
regexp_extract({{ url }}, r'(?i){{ start }}([^&#;]*)')
{%- endmacro %}


{#- TikTok's ids are digits: an unexpanded macro (__CID__) or a name is none. -#}
{% macro only_digits(text) -%}
case when translate({{ text }}, '0123456789', '') = '' then {{ text }} end
{%- endmacro %}


{% macro null_text() -%}cast(null as {{ dbt.type_string() }}){%- endmacro %}


{#- The first of the parameters whose value is an id. -#}
{% macro id_in_url(url, names) -%}
coalesce(
    {%- for name in names %}
        {{ only_digits(url_parameter(url, [name])) }},
    {%- endfor %}
        {{ null_text() }}
    )
{%- endmacro %}
