{#-
  A source table, one to one: the listed columns, renamed and cast; nothing else happens in staging.

  `columns` are lists [name, type] or [name, type, new name]; the types are those of `type_named`. A
  column that the table lacks is null (the catalog did not select it), and a table that isn't there
  gives no rows (its stream was not imported), so models build over whatever has been imported.
-#}
{% macro staged(source_relation, columns) %}
{%- set found = typed_columns_of(source_relation) -%}
select
{%- for column in columns %}
    {%- set name = column[0] %}
    {%- if name not in found %}
      {%- if found %}{% do log('adloop: ' ~ source_relation ~ ' has no column ' ~ name) %}{% endif %}
    cast(null as {{ type_named(column[1]) }})
    {%- elif column[1] == 'json' %}
    {{ json_text(adapter.quote(found[name].name)) }}
    {%- elif column[1] == 'timestamp' %}
    cast({{ without_zone(adapter.quote(found[name].name), found[name].dtype) }} as {{ type_named('timestamp') }})
    {%- else %}
    cast({{ adapter.quote(found[name].name) }} as {{ type_named(column[1]) }})
    {%- endif %} as {{ column[2] or name }}{{ ',' if not loop.last }}
{%- endfor %}
{% if found %}from {{ source_relation }}
{%- else %}from (select 1 as nothing) as no_table
where 1 = 0
{%- endif %}
{% endmacro %}


{#- The warehouse's type: money and ratios are numeric with six decimals, whatever the loader made of
    them (text, a double); counts are whole; ids and names text; instants UTC without a zone. -#}
{% macro type_named(name) %}
  {%- set types = {
      'text': dbt.type_string(),
      'json': dbt.type_string(),
      'integer': dbt.type_bigint(),
      'number': dbt.type_numeric(),
      'boolean': dbt.type_boolean(),
      'date': 'date',
      'timestamp': dbt.type_timestamp(),
  } -%}
  {%- if name not in types -%}
    {{ exceptions.raise_compiler_error('no type is named ' ~ name ~ ': ' ~ types.keys() | join(', ')) }}
  {%- endif -%}
  {{ return(types[name]) }}
{% endmacro %}


{#- A column that holds a list or an object, as JSON text. -#}
{% macro json_text(column) %}{{ return(adapter.dispatch('json_text', 'adloop')(column)) }}{% endmacro %}
{% macro default__json_text(column) %}cast({{ column }} as {{ dbt.type_string() }}){% endmacro %}
{% macro bigquery__json_text(column) %}to_json_string({{ column }}){% endmacro %}
{% macro snowflake__json_text(column) %}to_json(to_variant({{ column }})){% endmacro %}
