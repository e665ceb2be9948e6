select
    {{- alarm_columns(
        'missing_revenue', 'warn', null_text(), 'day', "'orders'",
        said('sum(odd)') ~ " || ' of ' || " ~ said('count(*)')
        ~ " || ' orders have no total: check the column of the total (order_columns, and field_mapping of the target).'"
    ) }}
from (
    select day, case when total is null or total = 0 then 1 else 0 end as odd
    from {{ ref('orders') }}
    where day is not null and not_a_sale_because is distinct from 'test' and not_a_sale_because is distinct from 'status'
) as orders
group by day
having {{ is_odd('sum(odd)', 'count(*)') }}

union all

select
    {{- alarm_columns(
        'missing_revenue', 'warn', 'advertiser_id', 'day', "'purchases that TikTok claims'",
        "'TikTok counts ' || " ~ said('claimed_conversions')
        ~ " || ' purchases without any value: send value and currency with the event, from the pixel too.'"
    ) }}
from {{ ref('int_daily_spend') }}
where level = 'advertiser' and claimed_conversions >= {{ var('alarm_min_orders') }} and coalesce(claimed_value, 0) = 0
