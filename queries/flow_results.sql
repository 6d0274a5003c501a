-- purpose: Results of cohort flows, newest cohorts first: shares at, above and below the advice, and how a gap splits.
-- param: moment text = year3  Moment of the placement.
-- column: dataset text  The dataset.
-- column: resource text  The table within it.
-- column: cohorts text  First and last cohort of the window.
-- column: years integer  Number of cohorts in the window.
-- column: area_code text  Code of the area; empty for the city.
-- column: measure text  What was worked out.
-- column: variant text  Position rule, or variant of a split.
-- column: grp text  Parental education, where it is about one group.
-- column: detail text  Advice, or reason why there is no placement.
-- column: value double  Percent, points or pupils per year.
-- column: low double  Lower end of the margin of chance.
-- column: high double  Upper end of the margin of chance.
-- column: pupils integer  Pupils behind it, rounded.
select
    dataset,
    resource,
    cohorts,
    cast(years as integer) as years,
    area_code,
    measure,
    variant,
    grp,
    detail,
    cast(value as double) as value,
    cast(low as double) as low,
    cast(high as double) as high,
    cast(pupils as integer) as pupils
from flow_results
where moment = $moment
order by cohorts desc, area_code, measure, variant, grp, detail
