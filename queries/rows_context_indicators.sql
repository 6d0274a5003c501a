-- purpose: All rows of one table of the contract context_indicators, as its publisher gave them.
-- param: dataset text = cbs_disadvantage  The dataset.
-- param: resource text = district  The table within it.
-- column: period text  School year or calendar year.
-- column: area_code text  Code of the area.
-- column: indicator text  Name of the indicator.
-- column: unit text  Unit of the value: percent (0-100), count or score.
-- column: value double  Its value; empty where its publisher masks it.
-- column: value_lo double  Least value where it is masked.
-- column: value_hi double  Largest value where it is masked.
select
    period,
    area_code,
    indicator,
    unit,
    cast(value as double) as value,
    cast(value_lo as double) as value_lo,
    cast(value_hi as double) as value_hi
from context_indicators
where dataset = $dataset and resource = $resource
order by all
