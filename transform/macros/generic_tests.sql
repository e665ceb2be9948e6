{#- Tests of our own instead of a package, so that `dbt deps` (and the network) is never needed. -#}

{#- No two rows have the same values in `columns`. -#}
{% test unique_together(model, columns) %}
select {{ columns | join(', ') }}, count(*) as rows_found
from {{ model }}
group by {{ columns | join(', ') }}
having count(*) > 1
{% endtest %}


{#- The column lies in the range, ends included; null is no finding. -#}
{% test in_range(model, column_name, at_least=none, at_most=none) %}
select {{ column_name }}
from {{ model }}
where 1 = 0
    {%- if at_least is not none %} or {{ column_name }} < {{ at_least }}{% endif %}
    {%- if at_most is not none %} or {{ column_name }} > {{ at_most }}{% endif %}
{% endtest %}


{#- The expression is true in every row; null is no finding. -#}
{% test holds(model, expression) %}
select *
from {{ model }}
where not ({{ expression }})
{% endtest %}


{#- The alarm did not fire; what it found are its rows. -#}
{% test silent(model, alarm) %}
select *
from {{ model }}
where alarm = '{{ alarm }}'
{% endtest %}
