-- purpose: Every dataset with its publisher, period, place, licence and date of retrieval.
-- column: dataset text  Name of the dataset.
-- column: title_nl text  Title in Dutch.
-- column: title_en text  Title in English.
-- column: publisher text  Who published it.
-- column: period_nl text  Period in Dutch.
-- column: period_en text  Period in English.
-- column: place_nl text  Place in Dutch.
-- column: place_en text  Place in English.
-- column: licence text  Name of the licence.
-- column: licence_url text  Address of the licence.
-- column: retrieved date  Date of retrieval.
select
    dataset,
    title_nl,
    title_en,
    publisher,
    period_nl,
    period_en,
    place_nl,
    place_en,
    licence,
    licence_url,
    retrieved
from datasets
order by dataset
