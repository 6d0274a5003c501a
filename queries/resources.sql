-- purpose: Every table of every dataset, with its contract and definition chips.
-- column: dataset text  Name of the dataset.
-- column: resource text  Name of the table within the dataset.
-- column: contract text  What kind of table it is.
-- column: title_nl text  Title in Dutch.
-- column: title_en text  Title in English.
-- column: chips text  The definition chips as a JSON object, chip to value.
select dataset, resource, contract, title_nl, title_en, chips
from resources
order by dataset, resource
