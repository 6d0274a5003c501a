-- purpose: Distribution of the first advice in the Netherlands, per school year.
-- column: school_year text  School year of group 8.
-- column: advice text  The advice, a code of METHOD 1.1 or the lowest class that CBS combines.
-- column: percentage double  Percentage of pupils, 0-100.
select
    school_year,
    advice,
    cast(percentage as double) as percentage
from advice_distribution
where dataset = 'cbs_first_advice'
order by school_year, advice
