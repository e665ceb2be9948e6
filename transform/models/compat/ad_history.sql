{#- Also the ads that TikTok no longer lists: without them the package's rows of these have no advertiser,
    and its own test fails. -#}
with listed as (
    {{ staged(source('tiktok_ads', 'ads'), [
        ['ad_id', 'text'],
        ['click_tracking_url', 'text'],
        ['impression_tracking_url', 'text'],
        ['_sdc_extracted_at', 'timestamp', '_fivetran_synced'],
    ]) | indent(4) }}
),

known as (select * from {{ ref('ads') }})

select
    known.ad_id,
    known.adgroup_id,
    known.campaign_id,
    known.advertiser_id,
    known.ad_name,
    known.call_to_action,
    listed.click_tracking_url,
    listed.impression_tracking_url,
    known.landing_page_url,
    known.created_at as create_time,
    coalesce(known.modified_at, known.created_at) as updated_at,
    listed._fivetran_synced
from known
left join listed on listed.ad_id = known.ad_id
