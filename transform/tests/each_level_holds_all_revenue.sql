{#- Whatever is known of the ads: the orders of each level of roas_daily are all sales of the shop. -#}
{{ config(severity='error', description='A level of roas_daily lost or doubled orders: its joins met a key twice; see unique_together of the ads marts.') }}
with

sold as (
    select currency, count(*) as orders, sum(net_revenue) as net_revenue
    from {{ ref('orders') }}
    where is_sale
    group by currency
),

placed as (
    select level, currency, sum(orders) as orders, sum(net_revenue) as net_revenue
    from {{ ref('roas_daily') }}
    group by level, currency
)

select
    placed.level,
    coalesce(placed.currency, sold.currency) as currency,
    placed.orders as orders_of_level,
    sold.orders as orders_of_shop,
    placed.net_revenue as revenue_of_level,
    sold.net_revenue as revenue_of_shop
from placed
full outer join sold
    on placed.currency = sold.currency
where
    coalesce(placed.orders, 0) <> coalesce(sold.orders, 0)
    or coalesce(placed.net_revenue, 0) <> coalesce(sold.net_revenue, 0)
