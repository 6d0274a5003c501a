-- purpose: All rows of one table of the contract notes, as an analyst wrote them.
-- param: dataset text = notes  The dataset.
-- param: resource text = notes  The table within it.
-- column: id text  Name of the note.
-- column: school_year text  School year that it is about; empty for an area.
-- column: counted_by text  Whether that is the year of group 8 or of leerjaar 3; empty for an area.
-- column: area_code text  Code of the area that it is about; empty for a school year.
-- column: area_vintage integer  Year of the division of areas; empty for a school year.
-- column: label_nl text  What stands in a chart, in Dutch.
-- column: label_en text  What stands in a chart, in English.
-- column: text_nl text  Sentence in Dutch.
-- column: text_en text  Sentence in English.
-- column: questions text  Ids of the questions that it concerns, or all.
-- column: publisher text  Who published the source.
-- column: source_title text  Title of the source.
-- column: source_url text  Address of the source.
-- column: source_year integer  Year of the source.
select
    id,
    school_year,
    counted_by,
    area_code,
    cast(area_vintage as integer) as area_vintage,
    label_nl,
    label_en,
    text_nl,
    text_en,
    questions,
    publisher,
    source_title,
    source_url,
    cast(source_year as integer) as source_year
from notes
where dataset = $dataset and resource = $resource
order by all
