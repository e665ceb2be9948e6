{#- What stands above an ad, an ad group, a campaign: one row per level and id, deleted ones too. -#}
select
    'ad' as level,
    ad_id as entity_id,
    ad_name as entity_name,
    advertiser_id,
    campaign_id,
    adgroup_id,
    ad_id
from {{ ref('ads') }}
union all
select 'ad_group', adgroup_id, adgroup_name, advertiser_id, campaign_id, adgroup_id, {{ null_text() }}
from {{ ref('ad_groups') }}
union all
select 'campaign', campaign_id, campaign_name, advertiser_id, campaign_id, {{ null_text() }}, {{ null_text() }}
from {{ ref('campaigns') }}
union all
select 'advertiser', advertiser_id, advertiser_name, advertiser_id, {{ null_text() }}, {{ null_text() }}, {{ null_text() }}
from {{ ref('advertisers') }}
