{#- Less than one per cent is left alone: rows that TikTok keeps from the lower levels. -#}
select
    {{- alarm_columns(
        'level_gap', 'warn', 'gaps.advertiser_id', 'gaps.day', 'gaps.largest_gap_level',
        "'The spend of this level is ' || " ~ said_amount('gaps.largest_gap') ~ " || ' ' || gaps.currency || ' away from the highest one: "
        ~ "import the day again (start_date and end_date), and see whether campaigns are promoted in the app.'"
    ) }}
from {{ ref('level_gaps') }} as gaps
inner join {{ ref('int_imported_days') }} as days
    on gaps.advertiser_id = days.advertiser_id and gaps.day = days.day
where gaps.metric = 'spend' and gaps.largest_gap_percent > 1 and days.is_over
