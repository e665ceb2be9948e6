{#- The seed's rates into `reporting_currency`, each until the next one. -#}
select
    from_currency as currency,
    day as valid_from,
    lead(day) over (partition by from_currency order by day) as valid_before,
    rate
from {{ ref('fx_rates') }}
where to_currency = '{{ var("reporting_currency") }}' and from_currency <> '{{ var("reporting_currency") }}'
