-- purpose: All rows of one table of the contract context_indicators, as its publisher gave them.
-- param: dataset text = cbs_disadvantage  The dataset.
-- param: resource text = district  The table within it.
-- column: period text  School year.
-- column: area_code text  Code of the area.
-- column: indicator text  Name of the indicator.
-- column: value double  Its value.
select
    period,
    area_code,
    indicator,
    cast(value as double) as value
from context_indicators
where dataset = $dataset and resource = $resource
order by all
