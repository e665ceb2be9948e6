{#- The measures of a row of a daily mart, from the columns of staging: sums, what does not add up as
    TikTok reports it for the row, and ratios computed from the sums. Per cent where TikTok has per cent. -#}
{% macro measures(rows) %}
{%- for metric in additive_metrics() %}
    {{ rows }}.{{ metric[2] or metric[0] }},
{%- endfor %}
    cast({{ purchase_value(rows) }} as {{ type_named("number") }}) as purchase_value,
{%- for metric in people_metrics() %}
    {{ rows }}.{{ metric[0] }},
{%- endfor %}
    {{ ratio(rows ~ '.spend', rows ~ '.impressions', 1000) }} as cpm,
    {{ ratio(rows ~ '.spend', rows ~ '.clicks') }} as cpc,
    {{ ratio(rows ~ '.clicks', rows ~ '.impressions', 100) }} as ctr,
    {{ ratio(rows ~ '.conversions', rows ~ '.clicks', 100) }} as cvr,
    {{ ratio(rows ~ '.spend', rows ~ '.conversions') }} as cpa,
    {{ ratio(rows ~ '.spend', rows ~ '.web_purchases') }} as cost_per_web_purchase,
    {{ ratio(rows ~ '.web_purchase_value', rows ~ '.spend') }} as web_roas,
    {{ ratio(rows ~ '.app_purchase_value', rows ~ '.spend') }} as app_roas,
    {{ ratio(purchase_value(rows), rows ~ '.spend') }} as roas
{%- endmacro %}


{#- The value of purchases on the website and in the app; null when neither was imported. -#}
{% macro purchase_value(rows) -%}
case
    when {{ rows }}.web_purchase_value is not null or {{ rows }}.app_purchase_value is not null
        then coalesce({{ rows }}.web_purchase_value, 0) + coalesce({{ rows }}.app_purchase_value, 0)
end
{%- endmacro %}


{#- How the conversions of a row were counted, from `counting`, and until when they may still grow. -#}
{% macro counting(rows, counting) %}
{%- for column in counting_columns() %}
    {{ counting }}.{{ column }},
{%- endfor %}
    {{ counting }}.window_days,
    cast({{ dbt.dateadd('day', counting ~ '.window_days', rows ~ '.day') }} as date) as settles_on
{%- endmacro %}
