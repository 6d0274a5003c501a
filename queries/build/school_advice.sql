-- purpose: Pupils per school, cohort and advice, each once; never with parental education.
-- input: pupils  Pupil rows, one per pupil and moment.
-- param: moment text = year3  The moment whose rows are counted, since a pupil has a row for each.
-- column: school text  Code of the institution and branch.
-- column: municipality text  Code of the municipality of the pupils.
-- column: cohort text  School year of group 8.
-- column: advice text  Advice of group 8.
-- column: pupils integer  Number of pupils.
select
    p.school,
    p.municipality,
    p.cohort,
    p.advice,
    count(*) as pupils
from pupils as p
where p.moment = $moment
group by
    p.school,
    p.municipality,
    p.cohort,
    p.advice
order by
    p.school,
    p.municipality,
    p.cohort,
    p.advice
