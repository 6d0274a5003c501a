-- purpose: What a reader must know before using a dataset.
-- column: dataset text  Name of the dataset.
-- column: text_nl text  The caveat in Dutch.
-- column: text_en text  The caveat in English.
select dataset, text_nl, text_en
from caveats
order by dataset, position
