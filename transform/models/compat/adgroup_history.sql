with listed as (
    {{ staged(source('tiktok_ads', 'ad_groups'), [
        ['adgroup_id', 'text'],
        ['category_id', 'text', 'category'],
        ['frequency', 'integer'],
        ['frequency_schedule', 'integer'],
        ['audience_type', 'text'],
        ['gender', 'text'],
        ['interest_category_ids', 'json', 'interest_category_v_2'],
        ['age_groups', 'json'],
        ['languages', 'json'],
        ['_sdc_extracted_at', 'timestamp', '_fivetran_synced'],
    ]) | indent(4) }}
),

known as (select * from {{ ref('ad_groups') }})

select
    known.adgroup_id,
    known.campaign_id,
    known.advertiser_id,
    known.adgroup_name,
    listed.category,
    listed.frequency,
    listed.frequency_schedule,
    listed.audience_type,
    listed.gender,
    listed.interest_category_v_2,
    listed.age_groups,
    listed.languages,
    known.budget,
    known.created_at as create_time,
    coalesce(known.modified_at, known.created_at) as updated_at,
    listed._fivetran_synced
from known
left join listed on listed.adgroup_id = known.adgroup_id
