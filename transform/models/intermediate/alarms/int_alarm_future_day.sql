select
    {{- alarm_columns(
        'future_day', 'error', 'days.advertiser_id', 'days.day', "'daily metrics'",
        "'The day has not begun where the advertiser is: check its time zone, and whether the rows come from TikTok.'"
    ) }}
from {{ ref('int_levels_by_day') }} as days
left join {{ ref('advertisers') }} as advertisers
    on days.advertiser_id = advertisers.advertiser_id
where days.day > {{ local_day(utc_now(), "coalesce(advertisers.timezone, 'UTC')") }}
group by days.advertiser_id, days.day

union all

select
    {{- alarm_columns(
        'future_day', 'error', null_text(), 'day_utc', "'orders'",
        said('count(*)') ~ " || ' orders are from the future: check the time zone of the column (orders_timezone, and the setting timezone of the target).'"
    ) }}
from {{ ref('orders') }}
where created_at > {{ dbt.dateadd('hour', 1, utc_now()) }}
group by day_utc
