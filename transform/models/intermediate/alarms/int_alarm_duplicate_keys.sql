{%- for model, columns in [
    ['stg_tiktok_ads__ads_daily', ['ad_id']],
    ['stg_tiktok_ads__ad_groups_daily', ['adgroup_id']],
    ['stg_tiktok_ads__campaigns_daily', ['campaign_id']],
    ['stg_tiktok_ads__advertisers_daily', []],
] %}
select
    {{- alarm_columns(
        'duplicate_keys', 'error', 'advertiser_id', 'day', "'" ~ model ~ "'",
        said('count(*)') ~ " || ' keys of this table stand in it more than once, so sums count them twice: let the loader upsert, and load the table anew.'"
    ) }}
from (
    select advertiser_id, day
    from {{ ref(model) }}
    group by {{ (['advertiser_id', 'day'] + columns) | join(', ') }}
    having count(*) > 1
) as repeated
group by advertiser_id, day
union all
{%- endfor %}
select
    {{- alarm_columns(
        'duplicate_keys', 'error', null_text(), 'day', "'stg_tiktok_events__event_outcomes'",
        said('count(*)') ~ " || ' outcomes stand in the log more than once: let the loader upsert, and load the table anew.'"
    ) }}
from (
    select run_id, sequence, cast(min(recorded_at) as date) as day
    from {{ ref('stg_tiktok_events__event_outcomes') }}
    group by run_id, sequence
    having count(*) > 1
) as repeated
group by day
