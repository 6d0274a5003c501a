-- purpose: One indicator in percent per period and area of the city or a district, from every table that holds it.
-- param: indicator text = advice_havo_vwo  Code of the indicator.
-- column: dataset text  Dataset of the figure.
-- column: resource text  Table within it.
-- column: area_vintage integer  Year of the division of areas.
-- column: period text  School year or calendar year.
-- column: area_code text  Code of the area.
-- column: area_name text  Its name.
-- column: value double  Value; empty where its publisher masks it.
-- column: value_lo double  Least value that it can be.
-- column: value_hi double  Largest value that it can be.
select
    c.dataset,
    c.resource,
    cast(r.area_vintage as integer) as area_vintage,
    c.period,
    c.area_code,
    a.area_name,
    cast(c.value as double) as value,
    cast(coalesce(c.value, c.value_lo) as double) as value_lo,
    cast(coalesce(c.value, c.value_hi) as double) as value_hi
from context_indicators c
join resources r on r.dataset = c.dataset and r.resource = c.resource
join areas a on a.area_code = c.area_code and a.area_vintage = r.area_vintage
where c.indicator = $indicator and c.unit = 'percent' and a.area_level in ('gemeente', 'stadsdeel')
order by c.period, a.area_vintage, a.area_name, c.dataset, c.resource
