-- purpose: Estimated range of the share at havo or higher at 16, by parental education, with the bounds that are certain.
-- column: grp text  Parental education.
-- column: pupils integer  Pupils of the group.
-- column: advice double  Percentage with advice havo or higher, published.
-- column: low double  Lower end of the estimate over all seeds, percent.
-- column: high double  Upper end of the estimate over all seeds, percent.
-- column: low_without double  The same without the figures of the earlier cohort.
-- column: high_without double  The same without the figures of the earlier cohort.
-- column: bound_low double  Lowest percentage that is possible at all.
-- column: bound_high double  Highest percentage that is possible at all.
-- column: seeds integer  Number of seeds.
select
    grp,
    cast(pupils as integer) as pupils,
    advice,
    low,
    high,
    low_without,
    high_without,
    bound_low,
    bound_high,
    cast(seeds as integer) as seeds
from estimates
order by grp
