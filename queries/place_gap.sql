-- purpose: Pupils at havo or higher by parental education in a municipality, its parts and the rest of the country, in one window of cohorts of one table.
-- param: municipality text = 0363  Code of the municipality.
-- param: dataset text = kco_outcomes  The dataset; the query municipalities names it, its table and its newest window.
-- param: resource text = group8  The table within it.
-- param: cohorts text = 2020/21-2022/23  First and last cohort of the window.
-- param: moment text = year3  Moment of the placement.
-- column: dataset text  The dataset.
-- column: resource text  The table within it.
-- column: cohorts text  First and last cohort of the window.
-- column: years integer  Number of cohorts in the window.
-- column: place text  municipality, part of it, or rest: the other municipalities with at least 100 pupils of that parental education, of which the numbers are shown, added up.
-- column: area_code text  Code of the wijk, in Amsterdam of the district; other for those too small to stand apart, empty where it is none.
-- column: parental_education text  Parental education.
-- column: reached integer  Pupils at havo or higher, as shown; empty where hidden.
-- column: pupils integer  Pupils below havo, or at havo or higher, as shown; empty where hidden. For onbekend: all of them.
-- column: percent double  Percentage at havo or higher (0-100) of the numbers before rounding; empty where it may not be shown, and for rest.
with counts as (
    select
        dataset,
        resource,
        cohorts,
        years,
        municipality,
        area_code,
        parental_education,
        max(case when placement = 'havo_plus' then pupils end) as reached,
        max(case when placement = '' then pupils end) as pupils,
        max(case when placement = 'havo_plus' then percent end) as percent,
        max(case when code = 'c' then 1 else 0 end) as hides
    from place_counts
    where dataset = $dataset and resource = $resource and cohorts = $cohorts and moment = $moment
        and (municipality = $municipality or area_code = '') and parental_education <> ''
    group by dataset, resource, cohorts, years, municipality, area_code, parental_education
)
select
    dataset,
    resource,
    cohorts,
    cast(years as integer) as years,
    case when area_code = '' then 'municipality' else 'part' end as place,
    area_code,
    parental_education,
    cast(reached as integer) as reached,
    cast(pupils as integer) as pupils,
    cast(percent as double) as percent
from counts
where municipality = $municipality
union all
select
    dataset,
    resource,
    cohorts,
    cast(years as integer) as years,
    'rest' as place,
    '' as area_code,
    parental_education,
    cast(sum(reached) as integer) as reached,
    cast(sum(pupils) as integer) as pupils,
    cast(null as double) as percent
from counts
-- Chosen by size, each parental education by itself: a small group shows its numbers only where they came out even.
where
    municipality <> $municipality and area_code = '' and parental_education <> 'onbekend'
    and pupils >= 100 and hides = 0
group by dataset, resource, cohorts, years, parental_education
order by place, area_code, parental_education
