{#-
  People who saw two ads, or ads on two days, are in both rows. Looks at the SQL of every model here,
  those that you add included; no table is read.
-#}
{{ config(severity='error', description='A model adds reach or frequency up: take the row of the level and day that you need instead, or import a report of that grain.') }}
{%- set found = [] -%}
{%- if execute -%}
  {%- for node in graph.nodes.values() if node.resource_type == 'model' -%}
    {%- if modules.re.search('(?i)\\b(sum|avg)\\s*\\([^)]*\\b(reach|frequency)\\b', node.raw_code) -%}
      {%- do found.append(node.name) -%}
    {%- endif -%}
  {%- endfor -%}
{%- endif -%}
{% for name in found %}
select '{{ name }}' as model
{{ 'union all' if not loop.last }}
{%- else %}
select 'none' as model
from (select 1 as nothing) as no_model
where 1 = 0
{%- endfor %}
