-- purpose: All rows of one table of the contract outcome_shares, as its publisher gave them.
-- param: dataset text = kco_outcomes  The dataset.
-- param: resource text = group8  The table within it.
-- column: cohort text  The cohort, in the words of its publisher.
-- column: area_code text  Code of the area.
-- column: moment text  Moment at which the level is observed.
-- column: measure text  What the pupils reached.
-- column: group_by text  What pupils are grouped by.
-- column: grp text  The group of pupils.
-- column: n integer  Number of pupils; empty where the source prints none.
-- column: percentage double  Percentage of pupils, 0-100.
select
    cohort,
    area_code,
    moment,
    measure,
    group_by,
    grp,
    cast(n as integer) as n,
    cast(percentage as double) as percentage
from outcome_shares
where dataset = $dataset and resource = $resource
order by all
