{#-
  Every day that was imported of an advertiser, days without any row included: those are days without
  spend.
-#}
with

spent as (select * from {{ ref('int_advertiser_days') }}),

read_until as (
    select advertiser_id, max(last_day) as last_day
    from {{ ref('stg_tiktok_ads__import_status') }}
    where status = 'complete' and stream like '%daily_metrics'
    group by advertiser_id
),

spans as (
    select
        spent.advertiser_id,
        min(spent.day) as first_day,
        max(case when read_until.last_day > spent.day then read_until.last_day else spent.day end) as last_day,
        max(spent.currency) as currency
    from spent
    left join read_until
        on spent.advertiser_id = read_until.advertiser_id
    group by spent.advertiser_id
)

select
    spans.advertiser_id,
    advertisers.advertiser_name,
    days.day,
    coalesce(spent.currency, spans.currency) as currency,
    {{ amount('coalesce(spent.spend, 0)') }} as spend,
    {#- the advertiser's own day is over, so that its rows are all there #}
    days.day < {{ local_day(utc_now(), "coalesce(advertisers.timezone, 'UTC')") }} as is_over
from spans
inner join {{ ref('days') }} as days
    on days.day >= spans.first_day and days.day <= spans.last_day
left join spent
    on spans.advertiser_id = spent.advertiser_id and days.day = spent.day
left join {{ ref('advertisers') }} as advertisers
    on spans.advertiser_id = advertisers.advertiser_id
