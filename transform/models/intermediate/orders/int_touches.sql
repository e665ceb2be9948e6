{{ config(materialized='table') }}
{#-
  Every touch that is TikTok's, with the ad it names, whichever order it may count for: those that
  orders carry themselves, and visits. A touch is TikTok's when it holds a click id, says so in
  utm_source, or names an ad, an ad group or a campaign that is ours.
-#}
with

carried as (
    select
        'order ' || order_id as touch_id,
        order_id,
        customer_id,
        clicked_at as touched_at,
        ttclid,
        landing_page_url
    from {{ ref('int_orders') }}
    where not_a_sale_because is null or not_a_sale_because <> 'test'

    union all

    select
        'visit ' || visit_id,
        order_id,
        customer_id,
        visited_at,
        coalesce(ttclid, {{ url_parameter('landing_page_url', ['ttclid']) }}),
        landing_page_url
    from {{ ref('stg_shop__visits') }}
    where visit_id is not null
),

read as (
    select
        touch_id,
        order_id,
        customer_id,
        touched_at,
        ttclid,
        lower({{ url_parameter('landing_page_url', ['utm_source']) }}) as utm_source,
        {{ id_in_url('landing_page_url', var('campaign_id_parameters')) }} as campaign_id,
        {{ id_in_url('landing_page_url', var('adgroup_id_parameters')) }} as adgroup_id,
        {{ id_in_url('landing_page_url', var('ad_id_parameters')) }} as ad_id
    from carried
    where touched_at is not null
)

select
    touches.touch_id,
    touches.order_id,
    touches.customer_id,
    touches.touched_at,
    touches.ttclid,
    coalesce(ads.level, ad_groups.level, campaigns.level, 'unknown') as level,
    coalesce(ads.advertiser_id, ad_groups.advertiser_id, campaigns.advertiser_id) as advertiser_id,
    coalesce(ads.campaign_id, ad_groups.campaign_id, campaigns.campaign_id) as campaign_id,
    coalesce(ads.adgroup_id, ad_groups.adgroup_id) as adgroup_id,
    ads.ad_id
from read as touches
left join {{ ref('int_ad_tree') }} as ads
    on ads.level = 'ad' and touches.ad_id = ads.entity_id
left join {{ ref('int_ad_tree') }} as ad_groups
    on ad_groups.level = 'ad_group' and touches.adgroup_id = ad_groups.entity_id
left join {{ ref('int_ad_tree') }} as campaigns
    on campaigns.level = 'campaign' and touches.campaign_id = campaigns.entity_id
where
    touches.ttclid is not null
    or touches.utm_source like 'tiktok%'
    or ads.level is not null
    or ad_groups.level is not null
    or campaigns.level is not null
