-- purpose: Pupils of one municipality from advice to placement, in the form of the contract cohort_flow.
-- input: pupils  Pupil rows, one per pupil and moment.
-- param: municipality text = 0363  Code of the municipality, of which pupils have a district.
-- column: cohort text  School year of group 8.
-- column: area_code text  District of the pupil.
-- column: parental_education text  Parental education.
-- column: test_advice text  Level that the test advised; empty where not known.
-- column: advice text  Advice of group 8.
-- column: moment text  When the placement is observed.
-- column: position text  Where the pupil is, or why nowhere.
-- column: sex text  Sex; all where not split.
-- column: origin text  Origin group; all where not split.
-- column: pupils integer  Number of pupils.
with counted as (
    select
        p.cohort,
        p.district,
        p.parental_education,
        p.test_advice,
        p.advice,
        p.moment,
        p.position,
        'all' as by_sex,
        'all' as by_origin,
        count(*) as number_of_pupils
    from pupils as p
    where p.municipality = $municipality
    group by
        p.cohort,
        p.district,
        p.parental_education,
        p.test_advice,
        p.advice,
        p.moment,
        p.position
    union all
    -- A split stands beside the rows that are not split, about the same pupils.
    select
        p.cohort,
        p.district,
        p.parental_education,
        p.test_advice,
        p.advice,
        p.moment,
        p.position,
        p.sex as by_sex,
        'all' as by_origin,
        count(*) as number_of_pupils
    from pupils as p
    where p.municipality = $municipality and p.sex <> 'all'
    group by
        p.cohort,
        p.district,
        p.parental_education,
        p.test_advice,
        p.advice,
        p.moment,
        p.position,
        p.sex
    union all
    select
        p.cohort,
        p.district,
        p.parental_education,
        p.test_advice,
        p.advice,
        p.moment,
        p.position,
        'all' as by_sex,
        p.origin as by_origin,
        count(*) as number_of_pupils
    from pupils as p
    where p.municipality = $municipality and p.origin <> 'all'
    group by
        p.cohort,
        p.district,
        p.parental_education,
        p.test_advice,
        p.advice,
        p.moment,
        p.position,
        p.origin
)

select
    c.cohort,
    c.district as area_code,
    c.parental_education,
    c.test_advice,
    c.advice,
    c.moment,
    c.position,
    c.by_sex as sex,
    c.by_origin as origin,
    c.number_of_pupils as pupils
from counted as c
order by
    c.cohort,
    c.district,
    c.parental_education,
    c.test_advice nulls first,
    c.advice,
    c.moment,
    c.position,
    c.by_sex,
    c.by_origin
