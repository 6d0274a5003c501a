-- purpose: Percentage of pupils at a threshold or higher, by group, for the city and every area of one level.
-- param: dataset text = kco_outcomes  The dataset that answers.
-- param: resource text = group8  The resource of that dataset.
-- param: moment text = final_advice  The moment at which the level is observed.
-- param: measure text = havo  The lowest level that counts.
-- param: group_by text = parental_education  What pupils are grouped by.
-- param: area_level text = stadsdeel  The level of the areas.
-- column: area_code text  Code of the area.
-- column: area_name text  Name of the area.
-- column: area_level text  Level of the area.
-- column: parent_code text  Code of the area that holds it.
-- column: cohort text  The cohort, in the words of its publisher.
-- column: grp text  The group of pupils.
-- column: n integer  Number of pupils; empty where the source prints none.
-- column: percentage double  Percentage of pupils, 0-100.
select
    area_code,
    area_name,
    area_level,
    parent_code,
    cohort,
    grp,
    cast(n as integer) as n,
    cast(percentage as double) as percentage
from shares
where dataset = $dataset
    and resource = $resource
    and moment = $moment
    and measure = $measure
    and group_by = $group_by
    and area_level in ('gemeente', $area_level)
order by area_level = 'gemeente' desc, area_name, grp, cohort
