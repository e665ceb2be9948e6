{#- The same day in money: one row per currency, which no total crosses. -#}
with

amounts as (
    select
        day_utc,
        currency,
        total as orders_value,
        case when fate not in ('ineligible', 'left_out') then total else 0 end as eligible_value,
        0 as sent_value,
        case when fate = 'dead_lettered' then total else 0 end as dead_lettered_value,
        case when fate = 'left_out' then total else 0 end as left_out_value,
        case when fate = 'not_seen' then total else 0 end as not_seen_value,
        case
            when sent_currency = currency and sent_value > net_revenue then sent_value - net_revenue
            else 0
        end as refunded_after_sending
    from {{ ref('int_order_fates') }}
    where currency is not null and total is not null

    union all

    select day_utc, sent_currency, 0, 0, sent_value, 0, 0, 0, 0
    from {{ ref('int_order_fates') }}
    where sent_currency is not null
)

select
    amounts.day_utc,
    amounts.currency,
    {%- for name in [
        'orders_value', 'eligible_value', 'sent_value', 'dead_lettered_value', 'left_out_value', 'not_seen_value',
        'refunded_after_sending',
    ] %}
    cast(sum(coalesce(amounts.{{ name }}, 0)) as {{ type_named('number') }}) as {{ name }}{{ ',' if not loop.last }}
    {%- endfor %}
from amounts
inner join {{ ref('int_reconciled_days') }} as days
    on amounts.day_utc = days.day_utc
group by amounts.day_utc, amounts.currency
