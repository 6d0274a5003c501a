-- purpose: Pupils per municipality and wijk by parental education and whether they are at havo or higher.
-- input: pupils  Pupil rows, one per pupil and moment.
-- input: windows  The cohorts that are put together: cohort, and the name of its window in cohorts.
-- input: advices  The advices that are a level, in advice; a pupil with another is not counted, as in a cohort flow.
-- input: placements  The positions that count: position, and its class in placement.
-- param: moment text = year3  The moment whose rows are counted, since a pupil has a row for each.
-- column: municipality text  Code of the municipality.
-- column: wijk text  Code of the wijk.
-- column: cohorts text  First and last cohort of the window.
-- column: parental_education text  Parental education.
-- column: placement text  Class of the placement.
-- column: pupils integer  Number of pupils.
select
    p.municipality,
    p.wijk,
    w.cohorts,
    p.parental_education,
    l.placement,
    count(*) as pupils
from pupils as p
inner join windows as w on w.cohort = p.cohort
inner join advices as a on a.advice = p.advice
inner join placements as l on l.position = p.position
where p.moment = $moment
group by
    p.municipality,
    p.wijk,
    w.cohorts,
    p.parental_education,
    l.placement
order by
    p.municipality,
    p.wijk,
    w.cohorts,
    p.parental_education,
    l.placement
