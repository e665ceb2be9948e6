{#- Levels need not add up: Promote campaigns count at the advertiser alone, objects above TikTok's
    limits are left out of the lower levels, and rows can be missing. -#}
{%- set levels = ['advertiser', 'campaign', 'ad_group', 'ad'] %}
{%- set metrics = ['spend', 'impressions', 'clicks', 'conversions'] %}
with sums as (select * from {{ ref('int_levels_by_day') }}),

-- From when on a level was imported: before that its days are unknown, afterwards no row means 0.
read_days as (
    select advertiser_id, level, day from sums
    union all
    select status.advertiser_id, streams.level, status.first_day as day
    from {{ ref('stg_tiktok_ads__import_status') }} as status
    inner join (select distinct level, stream from sums) as streams
        on streams.stream = status.stream
    where status.status in ('complete', 'incomplete') and status.first_day is not null
),

imported as (
    select advertiser_id, level, min(day) as first_day
    from read_days
    group by advertiser_id, level
),

days as (
    select advertiser_id, day, max(currency) as currency
    from sums
    group by advertiser_id, day
),

side_by_side as (
    {%- for metric in metrics %}
    select
        days.advertiser_id,
        days.day,
        '{{ metric }}' as metric,
        days.currency
        {%- for level in levels %},
        case
            when days.day >= from_{{ level }}.first_day
                then coalesce(cast({{ level }}_sums.{{ metric }} as {{ type_named('number') }}), 0)
        end as {{ level }}_value
        {%- endfor %}
    from days
    {%- for level in levels %}
    left join imported as from_{{ level }}
        on from_{{ level }}.advertiser_id = days.advertiser_id
        and from_{{ level }}.level = '{{ level }}'
    left join sums as {{ level }}_sums
        on {{ level }}_sums.advertiser_id = days.advertiser_id
        and {{ level }}_sums.day = days.day
        and {{ level }}_sums.level = '{{ level }}'
    {%- endfor %}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

compared as (
    select
        *,
        coalesce(advertiser_value, campaign_value, ad_group_value, ad_value) as highest_value
    from side_by_side
),

gaps as (
    select
        *
        {%- for level in levels[1:] %},
        coalesce(highest_value - {{ level }}_value, 0) as {{ level }}_gap
        {%- endfor %}
    from compared
),

largest as (
    select *, greatest(abs(campaign_gap), abs(ad_group_gap), abs(ad_gap)) as largest_gap
    from gaps
)

select
    largest.advertiser_id,
    advertisers.advertiser_name,
    largest.day,
    largest.metric,
    largest.currency,
    {%- for level in levels %}
    cast(largest.{{ level }}_value as {{ type_named('number') }}) as {{ level }}_value,
    {%- endfor %}
    cast(largest.largest_gap as {{ type_named('number') }}) as largest_gap,
    {{ ratio('largest.largest_gap', 'largest.highest_value', 100) }} as largest_gap_percent,
    case
        when largest.largest_gap = 0 then null
        {%- for level in levels[1:] %}
        when abs(largest.{{ level }}_gap) = largest.largest_gap then '{{ level }}'
        {%- endfor %}
    end as largest_gap_level
from largest
left join {{ ref('advertisers') }} as advertisers
    on advertisers.advertiser_id = largest.advertiser_id
