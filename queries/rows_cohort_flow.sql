-- purpose: All protected counts of one cohort flow; raw counts are not in the store.
-- param: dataset text = practice_cohort  The dataset.
-- param: resource text = year3  The table within it.
-- column: cohorts text  First and last cohort of the window.
-- column: moment text  Moment of the placement.
-- column: tab text  Which table: cube, flow, unknown, sex or origin.
-- column: area_code text  Code of the area; empty for the city.
-- column: parental_education text  Parental education; empty for all.
-- column: advice text  Class of the advice; empty for all.
-- column: placement text  Class of the placement; empty for all.
-- column: split text  Group of a further split; empty for all.
-- column: pupils integer  Pupils, rounded to 5; empty where hidden.
-- column: code text  c where hidden.
select
    cohorts,
    moment,
    tab,
    area_code,
    parental_education,
    advice,
    placement,
    split,
    cast(pupils as integer) as pupils,
    code
from flow_counts
where dataset = $dataset and resource = $resource
order by all
