-- purpose: What in pupil rows is not known here, per column and value; no rows where all is well.
-- input: pupils  Pupil rows, one per pupil and moment.
-- input: known  The codes of each column: name_of_column, code.
-- param: municipality text = 0363  Code of the municipality of which each pupil has a district.
-- column: column_name text  The column.
-- column: found text  What stands there; empty where nothing does.
-- column: pupils integer  Number of rows.
with codes as (
    select 'cohort' as column_name, coalesce(p.cohort, '') as found, count(*) as pupils
    from pupils as p
    group by coalesce(p.cohort, '')
    union all
    select 'parental_education' as column_name, coalesce(p.parental_education, '') as found, count(*) as pupils
    from pupils as p
    group by coalesce(p.parental_education, '')
    union all
    select 'test_advice' as column_name, coalesce(p.test_advice, '') as found, count(*) as pupils
    from pupils as p
    where p.test_advice is not null
    group by coalesce(p.test_advice, '')
    union all
    select 'advice' as column_name, coalesce(p.advice, '') as found, count(*) as pupils
    from pupils as p
    group by coalesce(p.advice, '')
    union all
    select 'moment' as column_name, coalesce(p.moment, '') as found, count(*) as pupils
    from pupils as p
    group by coalesce(p.moment, '')
    union all
    select 'position' as column_name, coalesce(p.position, '') as found, count(*) as pupils
    from pupils as p
    group by coalesce(p.position, '')
    union all
    select 'sex' as column_name, coalesce(p.sex, '') as found, count(*) as pupils
    from pupils as p
    group by coalesce(p.sex, '')
    union all
    select 'district' as column_name, coalesce(p.district, '') as found, count(*) as pupils
    from pupils as p
    where p.municipality = $municipality
    group by coalesce(p.district, '')
),

-- Forms are compared by translate: regular expressions differ between engines, and translate does not.
forms as (
    select 'municipality' as column_name, coalesce(p.municipality, '') as found, count(*) as pupils
    from pupils as p
    where not coalesce(translate(p.municipality, '0123456789', '0000000000') = '0000', false)
    group by coalesce(p.municipality, '')
    union all
    select 'wijk' as column_name, coalesce(p.wijk, '') as found, count(*) as pupils
    from pupils as p
    where not coalesce(translate(p.wijk, '0123456789', '0000000000') = 'WK000000' and substring(p.wijk, 3, 4) = p.municipality, false)
    group by coalesce(p.wijk, '')
    union all
    select 'school' as column_name, coalesce(p.school, '') as found, count(*) as pupils
    from pupils as p
    where not coalesce(translate(p.school, '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ', '0000000000AAAAAAAAAAAAAAAAAAAAAAAAAA') = '00AA00', false)
    group by coalesce(p.school, '')
    union all
    select 'origin' as column_name, coalesce(p.origin, '') as found, count(*) as pupils
    from pupils as p
    where not coalesce(translate(p.origin, 'abcdefghijklmnopqrstuvwxyz0123456789_', '') = '' and substring(p.origin, 1, 1) between 'a' and 'z', false)
    group by coalesce(p.origin, '')
)

select c.column_name, c.found, c.pupils
from codes as c
left join known as k on k.name_of_column = c.column_name and k.code = c.found
where k.code is null
union all
select f.column_name, f.found, f.pupils
from forms as f
order by column_name, found
limit 20
