{#-
  Seven days each, ending with `day_utc`: long enough to set the purchases of the reports, which are
  counted on the days of the advertisers, beside days that are cut in UTC.
-#}
with

reported as (
    select day, sum(claimed_conversions) as purchases
    from {{ ref('int_daily_spend') }}
    where
        level = 'advertiser'
        {%- if var('shop_advertiser_ids') %}
        and advertiser_id in ({{ quoted_list(var('shop_advertiser_ids')) }})
        {%- endif %}
    group by day
),

ends as (
    select day_utc
    from {{ ref('reconciliation_daily') }}
    where day_utc >= (select {{ days_after('min(day_utc)', 6) }} from {{ ref('reconciliation_daily') }})
),

weeks as (
    select
        ends.day_utc,
        {{ days_after('ends.day_utc', -6) }} as first_day_utc,
        {{ whole('sum(days.orders)') }} as orders,
        {{ whole('sum(days.eligible)') }} as eligible,
        {{ whole('sum(days.sent + days.already_sent)') }} as sent,
        {{ whole('sum(days.missing + days.surplus)') }} as differing,
        {{ whole('sum(days.pixel_total)') }} as pixel_total,
        {{ whole('sum(days.pixel_browser)') }} as pixel_browser,
        {{ whole('sum(days.pixel_server)') }} as pixel_server,
        {{ whole('sum(days.pixel_attributed)') }} as pixel_attributed,
        sum(case when days.status = 'waiting' then 1 else 0 end) as days_waiting
    from ends
    inner join {{ ref('reconciliation_daily') }} as days
        on days.day_utc <= ends.day_utc and days.day_utc >= {{ days_after('ends.day_utc', -6) }}
    group by ends.day_utc
),

reported_weeks as (
    select ends.day_utc, {{ whole('sum(reported.purchases)') }} as reported_conversions
    from ends
    inner join reported
        on reported.day <= ends.day_utc and reported.day >= {{ days_after('ends.day_utc', -6) }}
    group by ends.day_utc
)

select
    weeks.day_utc,
    weeks.first_day_utc,
    weeks.orders,
    weeks.eligible,
    weeks.sent,
    weeks.pixel_total,
    weeks.pixel_browser,
    weeks.pixel_server,
    weeks.pixel_attributed,
    reported_weeks.reported_conversions,
    case
        when weeks.days_waiting > 0 then 'waiting'
        when weeks.differing = 0 then 'ok'
        when weeks.differing <= 0.05 * weeks.eligible then 'within_5_percent'
        else 'gap'
    end as status
from weeks
left join reported_weeks
    on weeks.day_utc = reported_weeks.day_utc
