-- purpose: Advice per school and year of the primary schools that stand in a district, with their place on the map.
-- param: area_vintage integer = 2022  Year of the division of areas.
-- column: dataset text  Dataset of the advices.
-- column: resource text  Table within it.
-- column: places_dataset text  Dataset of the schools.
-- column: places_resource text  Table within it.
-- column: school_code text  Code of the school and its branch.
-- column: school_name text  Name of the school.
-- column: area_code text  District in which it stands.
-- column: map_x integer  Where it lies on the map, in units of the outlines; empty where its place is not known.
-- column: map_y integer  The same.
-- column: school_year text  School year of group 8.
-- column: advice text  Advice of group 8.
-- column: pupils_lo integer  Number of pupils, or the least that a hidden number can be.
-- column: pupils_hi integer  Number of pupils, or the largest that a hidden number can be.
with advices as (
    -- Two tables may hold the same school and year: one of them counts, or every pupil would count twice. What a
    -- publisher printed goes before what was counted here from pupil rows, of which the contract is another.
    select
        a.*,
        dense_rank() over (
            partition by a.school_code, a.school_year
            order by case when r.contract = 'school_advice' then 0 else 1 end, a.dataset, a.resource
        ) as nth
    from school_advice a
    left join resources r on r.dataset = a.dataset and r.resource = a.resource
    where a.school_type = 'bo'
),
placed as (
    select *, row_number() over (partition by school_code order by dataset, resource) as nth
    from schools
    where sector = 'po' and area_vintage = $area_vintage and area_code is not null
)
select
    a.dataset,
    a.resource,
    s.dataset as places_dataset,
    s.resource as places_resource,
    a.school_code,
    s.school_name,
    s.area_code,
    cast(s.map_x as integer) as map_x,
    cast(s.map_y as integer) as map_y,
    a.school_year,
    a.advice,
    cast(coalesce(a.pupils, a.pupils_lo) as integer) as pupils_lo,
    cast(coalesce(a.pupils, a.pupils_hi) as integer) as pupils_hi
from advices a
join placed s on s.school_code = a.school_code and s.nth = 1
where a.nth = 1
order by a.school_code, a.school_year, a.advice
