-- purpose: GENERATED pupils: share at a level or higher at advice and at 16, from the aggregated cube.
-- param: threshold integer = 5  The lowest level that counts, 1 to 6.
-- column: district text  Name of a generated district.
-- column: parental_education text  Generated group.
-- column: n integer  Number of generated pupils.
-- column: advised double  Percentage advised the level or higher.
-- column: reached double  Percentage that reached the level or higher.
select
    cast(district as varchar) as district,
    cast(parental_education as varchar) as parental_education,
    cast(sum(pupils) as integer) as n,
    100.0 * coalesce(sum(pupils) filter (where advice >= $threshold), 0) / sum(pupils) as advised,
    100.0 * coalesce(sum(pupils) filter (where level_at_16 >= $threshold), 0) / sum(pupils) as reached
from generated_cube
group by generated_cube.district, generated_cube.parental_education
order by generated_cube.district, generated_cube.parental_education
