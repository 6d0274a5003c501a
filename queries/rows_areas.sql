-- purpose: All rows of one table of the contract areas, as its publisher gave them.
-- param: dataset text = geo  The dataset.
-- param: resource text = areas  The table within it.
-- column: area_vintage integer  Year of the division.
-- column: area_code text  Code of the area.
-- column: area_name text  Name of the area.
-- column: area_level text  Level of the area.
-- column: parent_code text  Code of the area that holds it.
-- column: area_km2 double  Surface in square kilometres, water included.
select
    cast(area_vintage as integer) as area_vintage,
    area_code,
    area_name,
    area_level,
    parent_code,
    cast(area_km2 as double) as area_km2
from areas
where dataset = $dataset and resource = $resource
order by all
