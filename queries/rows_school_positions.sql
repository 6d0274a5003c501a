-- purpose: All rows of one table of the contract school_positions, as its publisher gave them.
-- param: dataset text = practice_schools  The dataset.
-- param: resource text = positions  The table within it.
-- column: school_year text  School year.
-- column: school_code text  Code of the school and its branch.
-- column: school_name text  Name of the school.
-- column: position text  Level or combined class.
-- column: pupils integer  Number of pupils; empty where its publisher hides it.
-- column: pupils_lo integer  Least number where it is hidden.
-- column: pupils_hi integer  Largest number where it is hidden.
select
    school_year,
    school_code,
    school_name,
    position,
    cast(pupils as integer) as pupils,
    cast(pupils_lo as integer) as pupils_lo,
    cast(pupils_hi as integer) as pupils_hi
from school_positions
where dataset = $dataset and resource = $resource
order by all
