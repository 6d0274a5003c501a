-- purpose: All rows of one table of the contract advice_distribution, as its publisher gave them.
-- param: dataset text = cbs_first_advice  The dataset.
-- param: resource text = national  The table within it.
-- column: school_year text  School year of group 8.
-- column: area_code text  Code of the area.
-- column: advice text  The advice.
-- column: percentage double  Percentage of pupils, 0-100.
select
    school_year,
    area_code,
    advice,
    cast(percentage as double) as percentage
from advice_distribution
where dataset = $dataset and resource = $resource
order by all
