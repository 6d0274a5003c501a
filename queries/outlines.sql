-- purpose: Outlines of the areas of one level in one vintage, as SVG path data in units of 5 metres.
-- param: area_vintage integer = 2015  Year of the division into areas.
-- param: area_level text = stadsdeel  The level of the areas.
-- column: area_code text  Code of the area.
-- column: area_name text  Name of the area.
-- column: path text  SVG path data, y downwards.
-- column: label_x double  Where the label stands, same units.
-- column: label_y double  Where the label stands, same units.
select
    area_code,
    area_name,
    path,
    cast(label_x as double) as label_x,
    cast(label_y as double) as label_y
from outlines
where area_vintage = $area_vintage and area_level = $area_level
order by area_name
