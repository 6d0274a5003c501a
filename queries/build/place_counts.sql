-- purpose: Pupils per municipality and wijk by parental education and whether they are at havo or higher.
-- input: pupils  Pupil rows, one per pupil and moment.
-- input: windows  The cohorts that are put together: cohort, and the name of its window in cohorts.
-- input: placements  The positions that count: position, and its class in placement.
-- column: municipality text  Code of the municipality.
-- column: wijk text  Code of the wijk.
-- column: cohorts text  First and last cohort of the window.
-- column: moment text  When the placement is observed.
-- column: parental_education text  Parental education.
-- column: placement text  Class of the placement.
-- column: pupils integer  Number of pupils.
select
    p.municipality,
    p.wijk,
    w.cohorts,
    p.moment,
    p.parental_education,
    l.placement,
    count(*) as pupils
from pupils as p
inner join windows as w on w.cohort = p.cohort
inner join placements as l on l.position = p.position
group by
    p.municipality,
    p.wijk,
    w.cohorts,
    p.moment,
    p.parental_education,
    l.placement
order by
    p.municipality,
    p.wijk,
    w.cohorts,
    p.moment,
    p.parental_education,
    l.placement
