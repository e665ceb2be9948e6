{#-
  What an advertiser's days added up to after each import, kept for good: TikTok itself does not say what
  it said before. `late_conversions` reads how days have grown out of it.

  `observed_on` is the last local day of the import, and only days that it read again are noted, so a
  figure that nobody asked for again does not pass for one that has stopped growing. A backfill, whose
  last day lies in the past, is no later observation. An import without import_status leaves no trace.
-#}
{{ config(
    materialized='incremental',
    unique_key=['advertiser_id', 'day', 'observed_on'],
    on_schema_change='append_new_columns',
    full_refresh=false,
) }}
with days as (select * from {{ ref('int_advertiser_days') }}),

imports as (
    select advertiser_id, stream, first_day, last_day
    from {{ ref('stg_tiktok_ads__import_status') }}
    where status = 'complete' and last_day is not null
),

latest as (
    select advertiser_id, stream, max(last_day) as last_day
    from imports
    group by advertiser_id, stream
),

observations as (
    select imports.advertiser_id, imports.stream, imports.last_day, min(imports.first_day) as first_day
    from imports
    inner join latest
        on latest.advertiser_id = imports.advertiser_id
        and latest.stream = imports.stream
        and latest.last_day = imports.last_day
    group by imports.advertiser_id, imports.stream, imports.last_day
)

select
    days.advertiser_id,
    days.currency,
    days.day,
    observations.last_day as observed_on,
    cast({{ dbt.datediff('days.day', 'observations.last_day', 'day') }}
        as {{ type_named('integer') }}) as age_days,
    cast(days.spend as {{ type_named('number') }}) as spend,
    cast(days.conversions as {{ type_named('integer') }}) as conversions,
    cast(days.web_purchases as {{ type_named('integer') }}) as web_purchases,
    cast(days.purchase_value as {{ type_named('number') }}) as purchase_value
from days
inner join observations
    on observations.advertiser_id = days.advertiser_id
    and observations.stream = days.stream
    and days.day between observations.first_day and observations.last_day
