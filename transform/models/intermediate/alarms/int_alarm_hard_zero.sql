{#- The first day without any spend after three with some; the days after it are the same story. -#}
with

days as (
    select
        *,
        min(spend) over (partition by advertiser_id order by day rows between 3 preceding and 1 preceding) as least_before,
        count(*) over (partition by advertiser_id order by day rows between 3 preceding and 1 preceding) as days_before
    from {{ ref('int_imported_days') }}
)

select
    {{- alarm_columns(
        'hard_zero', 'warn', 'advertiser_id', 'day', 'coalesce(advertiser_name, advertiser_id)',
        "'Nothing was spent after three days with spend: see whether the balance is used up, the campaigns are off or were rejected.'"
    ) }}
from days
where spend = 0 and days_before = 3 and least_before > 0 and is_over
