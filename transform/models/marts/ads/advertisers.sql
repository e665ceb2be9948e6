with listed as (select * from {{ ref('stg_tiktok_ads__advertisers') }}),

seen as (select * from {{ ref('int_advertisers_seen') }})

select
    coalesce(listed.advertiser_id, seen.advertiser_id) as advertiser_id,
    -- Without a name, the id says which one it is.
    coalesce(listed.advertiser_name, listed.advertiser_id, seen.advertiser_id) as advertiser_name,
    coalesce(listed.currency, seen.currency) as currency,
    coalesce(listed.timezone, seen.timezone) as timezone,
    listed.country,
    listed.industry,
    listed.status,
    listed.balance,
    listed.created_at,
    listed.advertiser_id is not null as is_listed,
    seen.first_day,
    seen.last_day
from listed
full outer join seen on seen.advertiser_id = listed.advertiser_id
