{#-
  The shop's own columns, whatever they are called. A field is read from the first of its columns
  that exists and isn't empty, as the target does; `order_columns` names others for a field: a
  column, a list of them, or an SQL expression. A field without any column is null.
-#}

{#- The columns of a table with their types: lower-cased name → column; {} when it isn't there. -#}
{% macro typed_columns_of(source_relation) %}
  {%- set found = {} -%}
  {%- if execute -%}
    {%- set relation = adapter.get_relation(
        source_relation.database, source_relation.schema, source_relation.identifier) -%}
    {%- if relation -%}
      {%- for column in adapter.get_columns_in_relation(relation) -%}
        {%- do found.update({column.name | lower: column}) -%}
      {%- endfor -%}
    {%- endif -%}
  {%- endif -%}
  {{ return(found) }}
{% endmacro %}


{#- What gives the field: a list of [expression, type]. -#}
{% macro shop_sources(field, columns, found) %}
  {%- set named = var('order_columns').get(field, columns) -%}
  {%- set named = [named] if named is string else named -%}
  {%- set sources = [] -%}
  {%- for name in named -%}
    {%- if name | lower in found -%}
      {%- set column = found[name | lower] -%}
      {%- do sources.append([adapter.quote(column.name), column.dtype]) -%}
    {%- elif field in var('order_columns') and found -%}
      {%- do sources.append(['(' ~ name ~ ')', 'expression']) -%}
    {%- endif -%}
  {%- endfor -%}
  {{ return(sources) }}
{% endmacro %}


{#- The first of the expressions that isn't null, as the type. -#}
{% macro first_filled(expressions, type) -%}
{%- if expressions | length == 0 -%}
cast(null as {{ type_named(type) }})
{%- elif expressions | length == 1 -%}
cast({{ expressions[0] }} as {{ type_named(type) }})
{%- else -%}
cast(coalesce({{ expressions | join(', ') }}) as {{ type_named(type) }})
{%- endif -%}
{%- endmacro %}


{% macro shop_text(field, columns, found) -%}
{%- set filled = [] -%}
{%- for source in shop_sources(field, columns, found) -%}
  {%- do filled.append(as_text(source[0])) -%}
{%- endfor -%}
{{ first_filled(filled, 'text') }}
{%- endmacro %}


{#- An amount: text counts where it is a plain number. -#}
{% macro shop_number(field, columns, found) -%}
{%- set filled = [] -%}
{%- for source in shop_sources(field, columns, found) -%}
  {%- set text = as_text(source[0]) -%}
  {%- do filled.append(
      'case when ' ~ matches(text, '^-?[0-9]+([.][0-9]*)?$')
      ~ ' then cast(' ~ text ~ ' as ' ~ type_named('number') ~ ') end'
      if 'char' in source[1] | lower or 'text' in source[1] | lower or source[1] | lower == 'string'
      else source[0]) -%}
{%- endfor -%}
{{ first_filled(filled, 'number') }}
{%- endmacro %}


{% macro shop_boolean(field, columns, found) -%}
{%- set filled = [] -%}
{%- for source in shop_sources(field, columns, found) -%}
  {%- set text = 'lower(' ~ as_text(source[0]) ~ ')' -%}
  {%- do filled.append(
      "case when " ~ text ~ " in ('true', 't', 'yes', '1') then true when "
      ~ text ~ " is not null then false end") -%}
{%- endfor -%}
{{ first_filled(filled, 'boolean') }}
{%- endmacro %}


{% macro shop_instant(field, columns, found) -%}
{%- set filled = [] -%}
{%- for source in shop_sources(field, columns, found) -%}
  {%- do filled.append(utc_instant(source[0], source[1])) -%}
{%- endfor -%}
{{ first_filled(filled, 'timestamp') }}
{%- endmacro %}


{#- The text's quoted words, for `in (…)`; never empty. -#}
{% macro quoted_list(words) -%}
{%- for word in words %}'{{ word | lower }}'{{ ', ' if not loop.last }}{% else %}''{% endfor -%}
{%- endmacro %}
