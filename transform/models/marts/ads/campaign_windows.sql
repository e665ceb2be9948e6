{#- How the ad groups of a campaign count conversions. Where that differs, their CPA and ROAS are not
    comparable, and the campaign's own is a mixture. -#}
{%- set lists = {
    'click_attribution_window': 'click_windows',
    'view_attribution_window': 'view_windows',
    'engaged_view_attribution_window': 'engaged_view_windows',
    'attribution_event_count': 'event_counts',
    'optimization_event': 'optimization_events',
    'optimization_goal': 'optimization_goals',
} %}
with ad_groups as (select * from {{ ref('ad_groups') }} where is_listed),

campaigns as (
    select campaign_id, count(*) as ad_groups from ad_groups group by campaign_id
),

{%- for column, name in lists.items() %}

{{ name }} as (
    select
        campaign_id,
        count(*) as how_many,
        {{ dbt.listagg(column, "', '", 'order by ' ~ column) }} as value_list
    from (
        -- An ad group without a value counts otherwise than one that has it.
        select distinct campaign_id, coalesce({{ column }}, 'none') as {{ column }} from ad_groups
    ) as {{ name }}_of_campaigns
    group by campaign_id
),
{%- endfor %}

spend as (
    select campaign_id, sum(spend) as spend from {{ ref('campaigns_daily') }} group by campaign_id
)

select
    campaigns.campaign_id,
    named.advertiser_id,
    named.advertiser_name,
    named.campaign_name,
    named.currency,
    campaigns.ad_groups,
    {%- for name in lists.values() %}
    {{ name }}.value_list as {{ name }},
    {%- endfor %}
    click_windows.how_many + view_windows.how_many + engaged_view_windows.how_many
        + event_counts.how_many > 4 as windows_differ,
    optimization_events.how_many + optimization_goals.how_many > 2 as events_differ,
    click_windows.how_many + view_windows.how_many + engaged_view_windows.how_many
        + event_counts.how_many + optimization_events.how_many + optimization_goals.how_many > 6
        as is_mixed,
    cast(spend.spend as {{ type_named('number') }}) as spend
from campaigns
{%- for name in lists.values() %}
inner join {{ name }} on {{ name }}.campaign_id = campaigns.campaign_id
{%- endfor %}
left join {{ ref('campaigns') }} as named on named.campaign_id = campaigns.campaign_id
left join spend on spend.campaign_id = campaigns.campaign_id
