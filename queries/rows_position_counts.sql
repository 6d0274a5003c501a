-- purpose: All rows of one table of the contract position_counts, as its publisher gave them.
-- param: dataset text = duo_school_positions  The dataset.
-- param: resource text = year3  The table within it.
-- column: school_year text  School year of leerjaar 3.
-- column: area_code text  Code of the area of the school.
-- column: position text  Level or mixed class.
-- column: pupils integer  Number of pupils.
select
    school_year,
    area_code,
    position,
    cast(pupils as integer) as pupils
from position_counts
where dataset = $dataset and resource = $resource
order by all
