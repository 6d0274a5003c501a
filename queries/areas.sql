-- purpose: Areas of one level in one vintage, in order of name.
-- param: area_vintage integer = 2015  Year of the division into areas.
-- param: area_level text = stadsdeel  The level of the areas.
-- column: area_code text  Code of the area.
-- column: area_name text  Name of the area.
-- column: parent_code text  Code of the area that holds it.
select area_code, area_name, parent_code
from areas
where area_vintage = $area_vintage and area_level = $area_level
order by area_name
