-- purpose: Protected numbers of pupils from advice to placement, newest cohorts first; a sum over a dimension is an empty text.
-- param: tab text = flow  Which table: cube, flow, unknown, sex or origin.
-- param: moment text = year3  Moment of the placement.
-- column: dataset text  The dataset.
-- column: resource text  The table within it.
-- column: cohorts text  First and last cohort of the window.
-- column: years integer  Number of cohorts in the window.
-- column: area_code text  Code of the area; empty for the city.
-- column: parental_education text  Parental education; empty for all.
-- column: advice text  Class of the advice; empty for all.
-- column: placement text  Class of the placement; empty for all.
-- column: split text  Group of a further split; empty for all.
-- column: pupils integer  Pupils, rounded to 5; empty where hidden.
-- column: pupils_lo integer  Least number where the source hides counts.
-- column: pupils_hi integer  Largest number where the source hides counts.
-- column: code text  c where hidden.
select
    dataset,
    resource,
    cohorts,
    cast(years as integer) as years,
    area_code,
    parental_education,
    advice,
    placement,
    split,
    cast(pupils as integer) as pupils,
    cast(pupils_lo as integer) as pupils_lo,
    cast(pupils_hi as integer) as pupils_hi,
    code
from flow_counts
where tab = $tab and moment = $moment
order by cohorts desc, area_code, parental_education, advice, placement, split
