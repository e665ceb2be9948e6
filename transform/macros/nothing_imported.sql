{#- Say before a build that everything will be empty: a misspelt schema looks like an import without
    rows, and dbt's tests all pass on nothing. -#}
{% macro warn_if_nothing_is_imported(schema=none) %}
  {%- if execute -%}
    {%- set wanted = schema or var('tiktok_ads_schema') -%}
    {%- set found = [] -%}
    {%- for source in graph.sources.values() if source.source_name == 'tiktok_ads' -%}
      {%- if adapter.get_relation(source.database, wanted, source.identifier) -%}
        {%- do found.append(source.name) -%}
      {%- endif -%}
    {%- endfor -%}
    {%- if not found -%}
      {%- do exceptions.warn(
          "Schema " ~ wanted ~ " of " ~ target.name ~ " holds no table of tap-tiktok-ads, so every "
          ~ "model is empty: import first, or set tiktok_ads_schema in transform/dbt_project.yml to "
          ~ "the schema that your loader fills.") -%}
    {%- endif -%}
  {%- endif -%}
{% endmacro %}
