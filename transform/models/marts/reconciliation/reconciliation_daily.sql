{#-
  Why orders and TikTok's events differ, per UTC day. Every order is in one place:
  orders = ineligible + left_out + eligible, eligible = sent + already_sent + dead_lettered + not_seen.
-#}
with

causes as (
    select
        day_utc,
        kind,
        reason,
        {{ whole('sum(orders)') }} as orders,
        row_number() over (partition by day_utc order by sum(orders) desc, kind, reason) as place
    from {{ ref('reconciliation_losses_daily') }}
    where kind <> 'left_out'
    group by day_utc, kind, reason
),

money as (
    select
        day_utc,
        min(currency) as currency,
        {{ amount('min(orders_value)') }} as orders_value,
        {{ amount('min(eligible_value)') }} as eligible_value,
        {{ amount('min(sent_value)') }} as sent_value,
        {{ amount('min(dead_lettered_value)') }} as dead_lettered_value,
        {{ amount('min(left_out_value)') }} as left_out_value
    from {{ ref('reconciliation_values_daily') }}
    group by day_utc
    having count(*) = 1
),

counted as (
    select
        *,
        {{ whole('dead_lettered + not_seen + ' ~ at_least_zero('events_sent_to_pixels - pixel_server')) }} as missing,
        {{ whole(at_least_zero('pixel_server - events_sent_to_pixels')) }} as surplus
    from {{ ref('int_reconciled_days') }}
),

judged as (
    select
        *,
        case
            when not log_is_there or day_utc >= {{ utc_today() }} or not_run_yet > 0 then 'waiting'
            when statistics_until < day_utc then 'waiting'
            when missing = 0 and surplus = 0 then 'ok'
            when missing + surplus <= 0.05 * eligible then 'within_5_percent'
            else 'gap'
        end as status
    from counted
)

select
    days.day_utc,
    days.orders,
    days.ineligible,
    days.left_out,
    days.eligible,
    days.sent,
    days.already_sent,
    days.dead_lettered,
    days.not_seen,
    days.events_sent_to_pixels,
    days.pixel_total,
    days.pixel_browser,
    days.pixel_server,
    days.pixel_attributed,
    money.currency,
    money.orders_value,
    money.eligible_value,
    money.sent_value,
    money.dead_lettered_value,
    money.left_out_value,
    days.missing,
    days.surplus,
    {{ ratio('days.missing', 'days.eligible') }} as missing_share,
    days.status,
    case
        when days.status not in ('gap', 'within_5_percent') then null
        when days.surplus > coalesce(causes.orders, 0) then 'TikTok counted more server events than were sent'
        when causes.kind = 'dead_letter' then 'dead letters: ' || causes.reason
        else causes.reason
    end as cause,
    case
        when days.status not in ('gap', 'within_5_percent') then null
        when days.surplus > coalesce(causes.orders, 0) then days.surplus
        else causes.orders
    end as cause_orders,
    case
        when not days.log_is_there then 'The log of outcomes is not in the warehouse.'
        when days.day_utc >= {{ utc_today() }} then 'The day is not over.'
        when days.not_run_yet > 0 then 'No run has been since some of the orders were made.'
        when days.statistics_until < days.day_utc then 'The statistics of the pixel do not reach the day.'
    end as waiting_for
from judged as days
left join causes
    on days.day_utc = causes.day_utc and causes.place = 1
left join money
    on days.day_utc = money.day_utc
