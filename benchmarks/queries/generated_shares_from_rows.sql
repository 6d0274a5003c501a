-- purpose: GENERATED pupils: share at a level or higher at advice and at 16, from one row per pupil.
-- param: threshold integer = 5  The lowest level that counts, 1 to 6.
-- column: district text  Name of a generated district.
-- column: parental_education text  Generated group.
-- column: n integer  Number of generated pupils.
-- column: advised double  Percentage advised the level or higher.
-- column: reached double  Percentage that reached the level or higher.
select
    district,
    parental_education,
    cast(count(*) as integer) as n,
    100.0 * count(*) filter (where advice >= $threshold) / count(*) as advised,
    100.0 * count(*) filter (where level_at_16 >= $threshold) / count(*) as reached
from generated_pupils
group by district, parental_education
order by district, parental_education
