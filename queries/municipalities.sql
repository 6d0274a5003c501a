-- purpose: Municipalities of which protected numbers of pupils are published, in the newest window of cohorts of the first table that has it.
-- param: moment text = year3  Moment of the placement.
-- column: dataset text  The dataset.
-- column: resource text  The table within it.
-- column: cohorts text  First and last cohort of the window.
-- column: municipality text  Code of the municipality.
with newest as (
    select dataset, resource, cohorts
    from place_counts
    where moment = $moment
    order by cohorts desc, dataset, resource
    limit 1
)
select distinct p.dataset, p.resource, p.cohorts, p.municipality
from place_counts p
join newest n on n.dataset = p.dataset and n.resource = p.resource and n.cohorts = p.cohorts
where p.moment = $moment
order by p.municipality
