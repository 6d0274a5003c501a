-- purpose: All rows of one table of the contract single_figures, as its publisher gave them.
-- param: dataset text = single_figures  The dataset.
-- param: resource text = figures  The table within it.
-- column: publisher text  Who printed it.
-- column: measure text  Code of what is measured.
-- column: measure_nl text  What is measured, in Dutch.
-- column: measure_en text  What is measured, in English.
-- column: area_code text  Code of the area.
-- column: period_nl text  Period in Dutch.
-- column: period_en text  Period in English.
-- column: parental_education text  Parental education, or all.
-- column: unit text  Unit of the value.
-- column: value double  The value.
-- column: precision text  exact, or in_words where the source prints it in words.
-- column: printed_nl text  The printed words, in Dutch.
-- column: printed_en text  The printed words, in English.
-- column: source text  Address of the source.
select
    publisher,
    measure,
    measure_nl,
    measure_en,
    area_code,
    period_nl,
    period_en,
    parental_education,
    unit,
    cast(value as double) as value,
    precision,
    printed_nl,
    printed_en,
    source
from single_figures
where dataset = $dataset and resource = $resource
order by all
