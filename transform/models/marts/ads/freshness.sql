with runs as (select * from {{ ref('stg_tiktok_ads__import_status') }}),

latest_first as (
    select
        *,
        row_number() over (
            partition by advertiser_id, stream order by ended_at desc, run_id desc
        ) as place
    from runs
),

complete as (
    select
        advertiser_id,
        stream,
        max(ended_at) as last_complete_at,
        max(last_day) as last_complete_day
    from runs
    where status = 'complete'
    group by advertiser_id, stream
),

data as (
    select advertiser_id, stream, max(day) as last_data_day
    from {{ ref('int_levels_by_day') }}
    group by advertiser_id, stream
)

select
    latest_first.advertiser_id,
    advertisers.advertiser_name,
    advertisers.timezone,
    latest_first.stream,
    latest_first.run_id as last_run_id,
    latest_first.status as last_status,
    latest_first.ended_at as last_run_ended_at,
    complete.last_complete_at,
    complete.last_complete_day,
    data.last_data_day,
    latest_first.incomplete_days,
    latest_first.error_code,
    latest_first.error
from latest_first
left join complete
    on complete.advertiser_id = latest_first.advertiser_id
    and complete.stream = latest_first.stream
left join data
    on data.advertiser_id = latest_first.advertiser_id and data.stream = latest_first.stream
left join {{ ref('advertisers') }} as advertisers
    on advertisers.advertiser_id = latest_first.advertiser_id
where latest_first.place = 1
