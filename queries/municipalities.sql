-- purpose: Municipalities of which protected numbers of pupils are published, in the newest window of cohorts.
-- param: moment text = year3  Moment of the placement.
-- column: municipality text  Code of the municipality.
select distinct municipality
from place_counts
where moment = $moment and cohorts = (select max(cohorts) from place_counts where moment = $moment)
order by municipality
