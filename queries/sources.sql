-- purpose: Where each dataset was found.
-- column: dataset text  Name of the dataset.
-- column: title text  Name of the source.
-- column: url text  Address of the source.
select dataset, title, url
from sources
order by dataset, position
