-- purpose: GENERATED pupils: share at a level or higher at advice and at 16, from one row per pupil.
-- param: threshold integer = 5  The lowest level that counts, 1 to 6.
-- column: district text  Name of a generated district.
-- column: parental_education text  Generated group.
-- column: n integer  Number of generated pupils.
-- column: advised double  Percentage advised the level or higher.
-- column: reached double  Percentage that reached the level or higher.
select
    cast(district as varchar) as district,
    cast(parental_education as varchar) as parental_education,
    cast(count(*) as integer) as n,
    100.0 * sum(cast(advice >= $threshold as integer)) / count(*) as advised,
    100.0 * sum(cast(level_at_16 >= $threshold as integer)) / count(*) as reached
from generated_pupils
group by generated_pupils.district, generated_pupils.parental_education
order by generated_pupils.district, generated_pupils.parental_education
