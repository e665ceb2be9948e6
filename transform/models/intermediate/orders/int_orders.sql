{#- One row per order, the newest of its versions; and why it is no sale, where it is none. -#}
with

numbered as (
    select
        *,
        row_number() over (
            partition by order_id
            order by updated_at desc nulls last, created_at desc nulls last, total desc nulls last, status
        ) as newest_first,
        {#- An order without an id is a sale all the same; it needs a key of its own. #}
        row_number() over (
            partition by case when order_id is null then 1 end
            order by created_at, total, currency, customer_id
        ) as number
    from {{ ref('stg_shop__orders') }}
),

named as (
    select
        coalesce(order_id, 'without id ' || cast(number as {{ dbt.type_string() }})) as order_id,
        coalesce(event_id, order_id) as event_id,
        nullif(customer_id, '0') as customer_id,
        created_at,
        updated_at,
        coalesce(clicked_at, created_at) as clicked_at,
        lower(status) as status,
        upper({{ "coalesce(currency, '" ~ var('default_currency') ~ "')" if var('default_currency') else 'currency' }}) as currency,
        total,
        refunded_total,
        coalesce(is_test, false) as is_test,
        is_new_customer,
        coalesce(ttclid, {{ url_parameter('landing_page_url', ['ttclid']) }}) as ttclid,
        landing_page_url
    from numbered
    where order_id is null or newest_first = 1
),

judged as (
    select
        *,
        case
            when is_test then 'test'
            when status in ({{ quoted_list(var('not_sale_statuses')) }}) then 'status'
            when created_at is null then 'no time'
            when total is null then 'no total'
            when total < 0 then 'negative total'
            when currency is null then 'no currency'
            when not {{ matches('currency', '^[A-Z]{3}$') }} then 'unknown currency'
        end as not_a_sale_because
    from named
),

refunded as (
    select
        *,
        case
            when not_a_sale_because is not null then 0
            when refunded_total is not null then refunded_total
            when status in ({{ quoted_list(var('refunded_statuses')) }}) then total
            else 0
        end as refunds
    from judged
)

select
    order_id,
    event_id,
    customer_id,
    created_at,
    updated_at,
    clicked_at,
    {{ local_day('created_at', "'" ~ var('shop_timezone') ~ "'") }} as day,
    cast(created_at as date) as day_utc,
    status,
    currency,
    total,
    cast(case when not_a_sale_because is null then total else 0 end as {{ type_named('number') }}) as gross_revenue,
    cast(refunds as {{ type_named('number') }}) as refunds,
    cast(
        case when not_a_sale_because is null then total - refunds else 0 end as {{ type_named('number') }}
    ) as net_revenue,
    is_new_customer,
    ttclid is not null as has_click_id,
    ttclid,
    landing_page_url,
    not_a_sale_because is null as is_sale,
    not_a_sale_because
from refunded
