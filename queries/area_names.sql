-- purpose: Name of every area code, in the newest vintage that has it.
-- column: area_code text  Code of the area.
-- column: area_name text  Name of the area.
select
    area_code,
    max_by(area_name, area_vintage) as area_name
from areas
group by area_code
order by area_code
