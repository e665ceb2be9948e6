{#- Every day from 2016 to 2035, for charts without holes and for dbt's semantic layer. -#}
with digits as (
    {%- for digit in range(10) %}
    select {{ digit }} as digit{{ ' union all' if not loop.last }}
    {%- endfor %}
),

numbers as (
    select ones.digit + 10 * tens.digit + 100 * hundreds.digit + 1000 * thousands.digit as number
    from digits as ones
    cross join digits as tens
    cross join digits as hundreds
    cross join digits as thousands
)

select cast({{ dbt.dateadd('day', 'number', "cast('2016-01-01' as date)") }} as date) as day
from numbers
where number < 7305
