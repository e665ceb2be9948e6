with

orders as (
    select
        fates.day_utc,
        orders.day,
        case
            when orders.not_a_sale_because in ('no currency', 'unknown currency') then orders.not_a_sale_because
            when fates.sent_currency <> orders.currency then 'sent as ' || fates.sent_currency
        end as oddity
    from {{ ref('orders') }} as orders
    inner join {{ ref('int_order_fates') }} as fates
        on orders.order_id = fates.order_id
    where orders.day is not null and coalesce(orders.not_a_sale_because, '') not in ('test', 'status')
),

days as (
    select day, count(*) as orders
    from orders
    group by day
)

select
    {{- alarm_columns(
        'wrong_currency', 'warn', null_text(), 'orders.day', 'orders.oddity',
        said('count(*)') ~ " || ' of ' || " ~ said('max(days.orders)')
        ~ " || ' orders: check the column of the currency; where the shop has only one, set default_currency here and in the target.'"
    ) }}
from orders
inner join days
    on orders.day = days.day
where orders.oddity is not null
group by orders.day, orders.oddity
having {{ is_odd('count(*)', 'max(days.orders)') }}
