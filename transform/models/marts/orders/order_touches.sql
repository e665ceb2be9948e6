with

{#- Under the number of a till or of all guests, nobody's clicks led to anybody's order. #}
people as (
    select customer_id
    from {{ ref('orders') }}
    where customer_id is not null
    group by customer_id
    having count(*) <= {{ var('max_orders_of_a_customer') }}
),

candidates as (
    select
        orders.order_id,
        orders.created_at,
        touches.touch_id,
        case when touches.touch_id like 'order %' then 'order' else 'visit' end as source,
        touches.touched_at,
        touches.ttclid,
        touches.level,
        touches.advertiser_id,
        touches.campaign_id,
        touches.adgroup_id,
        touches.ad_id
    from {{ ref('orders') }} as orders
    inner join {{ ref('int_touches') }} as touches
        on orders.order_id = touches.order_id

    {% if var('attribute_by_customer') -%}
    union all

    select
        orders.order_id,
        orders.created_at,
        touches.touch_id,
        case when touches.touch_id like 'order %' then 'earlier_order' else 'visit' end,
        touches.touched_at,
        touches.ttclid,
        touches.level,
        touches.advertiser_id,
        touches.campaign_id,
        touches.adgroup_id,
        touches.ad_id
    from {{ ref('orders') }} as orders
    inner join people
        on orders.customer_id = people.customer_id
    inner join {{ ref('int_touches') }} as touches
        on
            orders.customer_id = touches.customer_id
            and (touches.order_id is null or orders.order_id <> touches.order_id)
    {%- endif %}
),

in_window as (
    select *
    from candidates
    where
        touched_at <= created_at
        and touched_at >= {{ dbt.dateadd('day', -1 * var('attribution_window_days'), 'created_at') }}
),

ordered as (
    select
        *,
        row_number() over (partition by order_id order by touched_at, touch_id) as number,
        count(*) over (partition by order_id) as touches
    from in_window
)

select
    order_id,
    touch_id,
    source,
    touched_at,
    ttclid,
    level,
    advertiser_id,
    campaign_id,
    adgroup_id,
    ad_id,
    cast({{ dbt.datediff('touched_at', 'created_at', 'second') }} / 86400.0 as {{ type_named('number') }}) as days_before_order,
    {{ whole('number') }} as touch_number,
    number = 1 as is_first,
    number = touches as is_last
from ordered
