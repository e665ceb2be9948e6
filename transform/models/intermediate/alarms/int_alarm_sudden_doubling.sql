{#- Against the highest of the seven days before, so that a busy weekday is no alarm. -#}
with

days as (
    select
        *,
        max(spend) over (partition by advertiser_id order by day rows between 7 preceding and 1 preceding) as highest_before,
        sum(case when spend > 0 then 1 else 0 end)
            over (partition by advertiser_id order by day rows between 7 preceding and 1 preceding) as days_with_spend
    from {{ ref('int_imported_days') }}
)

select
    {{- alarm_columns(
        'sudden_doubling', 'warn', 'advertiser_id', 'day', 'coalesce(advertiser_name, advertiser_id)',
        said_amount('spend') ~ " || ' ' || currency || ' were spent, the week before at most ' || " ~ said_amount('highest_before')
        ~ " || ' a day: see whether a budget or bid was changed by mistake.'"
    ) }}
from days
where spend >= 2 * highest_before and days_with_spend >= 3
