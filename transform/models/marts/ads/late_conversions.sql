{#- How much days still grew after they had reached an age: the evidence for the tap's lookback. Days are
    compared with their own latest observation; a day that was observed once says nothing. -#}
with observations as (select * from {{ ref('daily_observations') }}),

latest_first as (
    select
        *,
        row_number() over (partition by advertiser_id, day order by observed_on desc) as place
    from observations
),

compared as (
    select
        observations.*,
        latest.age_days as latest_age_days,
        latest.conversions as latest_conversions,
        latest.purchase_value as latest_purchase_value
    from observations
    left join latest_first as latest
        on latest.advertiser_id = observations.advertiser_id
        and latest.day = observations.day
        and latest.place = 1
        and latest.observed_on > observations.observed_on
),

ages as (
    select
        advertiser_id,
        max(currency) as currency,
        age_days,
        count(*) as days_observed,
        count(latest_age_days) as days_compared,
        min(latest_age_days) as latest_age_days,
        sum(case when latest_age_days is not null then conversions end) as conversions_at_age,
        sum(latest_conversions) as conversions_latest,
        sum(case when latest_age_days is not null then purchase_value end)
            as purchase_value_at_age,
        sum(latest_purchase_value) as purchase_value_latest
    from compared
    group by advertiser_id, age_days
)

select
    ages.advertiser_id,
    advertisers.advertiser_name,
    ages.currency,
    ages.age_days,
    ages.days_observed,
    ages.days_compared,
    ages.latest_age_days,
    cast(ages.conversions_at_age as {{ type_named('integer') }}) as conversions_at_age,
    cast(ages.conversions_latest as {{ type_named('integer') }}) as conversions_latest,
    {{ ratio('(ages.conversions_latest - ages.conversions_at_age)', 'ages.conversions_at_age', 100) }}
        as growth_percent,
    cast(ages.purchase_value_at_age as {{ type_named('number') }}) as purchase_value_at_age,
    cast(ages.purchase_value_latest as {{ type_named('number') }}) as purchase_value_latest,
    {{ ratio(
        '(ages.purchase_value_latest - ages.purchase_value_at_age)',
        'ages.purchase_value_at_age',
        100,
    ) }} as value_growth_percent
from ages
left join {{ ref('advertisers') }} as advertisers
    on advertisers.advertiser_id = ages.advertiser_id
