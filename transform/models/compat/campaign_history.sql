with listed as (
    {{ staged(source('tiktok_ads', 'campaigns'), [
        ['campaign_id', 'text'],
        ['campaign_type', 'text'],
        ['is_new_structure', 'text'],
        ['_sdc_extracted_at', 'timestamp', '_fivetran_synced'],
    ]) | indent(4) }}
),

known as (select * from {{ ref('campaigns') }})

select
    known.campaign_id,
    known.advertiser_id,
    known.campaign_name,
    listed.campaign_type,
    cast(null as {{ type_named('text') }}) as split_test_variable,
    known.objective_type,
    known.operation_status as status,
    known.budget_mode,
    known.budget,
    listed.is_new_structure,
    known.created_at as create_time,
    coalesce(known.modified_at, known.created_at) as updated_at,
    listed._fivetran_synced
from known
left join listed on listed.campaign_id = known.campaign_id
