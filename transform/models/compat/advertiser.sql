with listed as (
    {{ staged(source('tiktok_ads', 'advertisers'), [
        ['advertiser_id', 'text', 'id'],
        ['name', 'text'],
        ['company', 'text'],
        ['contacter', 'text'],
        ['country', 'text'],
        ['currency', 'text'],
        ['description', 'text'],
        ['email', 'text'],
        ['industry', 'text'],
        ['language', 'text'],
        ['display_timezone', 'text', 'timezone'],
        ['address', 'text'],
        ['cellphone_number', 'text'],
        ['telephone_number', 'text'],
        ['balance', 'number'],
        ['_sdc_extracted_at', 'timestamp', '_fivetran_synced'],
    ]) | indent(4) }}
),

known as (select * from {{ ref('advertisers') }})

select
    known.advertiser_id as id,
    known.advertiser_name as name,
    listed.company,
    listed.contacter,
    listed.country,
    known.currency,
    listed.description,
    listed.email,
    listed.industry,
    listed.language,
    known.timezone,
    listed.address,
    listed.cellphone_number,
    -- The package reads the same number under four names.
    listed.cellphone_number as phone_number,
    listed.telephone_number as telephone,
    listed.telephone_number,
    listed.balance,
    listed._fivetran_synced
from known
left join listed on listed.id = known.advertiser_id
