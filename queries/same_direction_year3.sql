-- purpose: Percentage of pupils in leerjaar 3 in the direction of their advice, by parental education and school year.
-- column: school_year text  School year of leerjaar 3.
-- column: grp text  Parental education in two classes.
-- column: percentage double  Percentage of pupils, 0-100.
select
    cohort as school_year,
    grp,
    cast(percentage as double) as percentage
from shares
where
    dataset = 'ocw_same_direction' and resource = 'year3'
    and measure = 'same_direction' and group_by = 'parental_education_ocw'
order by cohort, grp
