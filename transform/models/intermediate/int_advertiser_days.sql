{#- An advertiser's days from the highest level that was imported of it: TikTok's own sums where there
    are any. -#}
with levels as (select * from {{ ref('int_levels_by_day') }}),

highest as (select advertiser_id, min(place) as place from levels group by advertiser_id)

select levels.*
from levels
inner join highest
    on highest.advertiser_id = levels.advertiser_id and highest.place = levels.place
