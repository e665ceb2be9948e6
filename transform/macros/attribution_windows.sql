{#- Days of an attribution window as TikTok names it; null when it is unknown. -#}
{% macro days_of_window(column) -%}
case {{ column }}
    when 'OFF' then 0
    when 'ONE_DAY' then 1
    when 'SEVEN_DAYS' then 7
    when 'FOURTEEN_DAYS' then 14
    when 'TWENTY_EIGHT_DAYS' then 28
    when 'THIRTY_DAYS' then 30
    when 'THIRTY_TWO_DAYS' then 32
end
{%- endmacro %}


{#- The longest of the windows of an ad group, in days; null when none is known. -#}
{% macro longest_window(columns) -%}
case
    when {% for column in columns %}({{ days_of_window(column) }}) is null{{ ' and ' if not loop.last }}{% endfor %} then null
    else greatest({% for column in columns %}coalesce({{ days_of_window(column) }}, 0){{ ', ' if not loop.last }}{% endfor %})
end
{%- endmacro %}


{#- What says how conversions are counted; it stands beside every figure of conversions. -#}
{% macro counting_columns() %}
  {{ return([
      'optimization_goal',
      'optimization_event',
      'click_attribution_window',
      'view_attribution_window',
      'engaged_view_attribution_window',
      'attribution_event_count',
  ]) }}
{% endmacro %}


{#- The one value that all rows of a group share, 'SEVERAL' when they differ, null when none has one. -#}
{% macro shared_value(column) -%}
case when min({{ column }}) = max({{ column }}) then min({{ column }}) when min({{ column }}) is not null then 'SEVERAL' end
{%- endmacro %}


{#- How the ad groups of a campaign or an advertiser counted on a day: what they share, or 'SEVERAL'. -#}
{% macro shared_counting(ids, ad_groups_by_day) %}
select
    {{ ids | join(', ') }},
    day,
    {%- for column in counting_columns() %}
    {{ shared_value(column) }} as {{ column }},
    {%- endfor %}
    max(window_days) as window_days
from {{ ad_groups_by_day }}
group by {{ ids | join(', ') }}, day
{%- endmacro %}
