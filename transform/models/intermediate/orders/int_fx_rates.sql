{#- The seed's rates into `reporting_currency`, each until the next one; none without the seed. -#}
with

rates as (
    {{ staged(ref('fx_rates'), [
        ['day', 'date'],
        ['from_currency', 'text'],
        ['to_currency', 'text'],
        ['rate', 'number'],
    ]) | indent(4) }}
)

select
    from_currency as currency,
    day as valid_from,
    lead(day) over (partition by from_currency order by day) as valid_before,
    rate
from rates
where to_currency = '{{ var("reporting_currency") }}' and from_currency <> '{{ var("reporting_currency") }}'
