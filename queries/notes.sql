-- purpose: Notes that may stand in the chart of a question, of an area once for each division that has the same ground.
-- param: question text = school_advice  Id of the question.
-- column: id text  Name of the note.
-- column: named boolean  Whether it names the question, rather than all questions.
-- column: school_year text  School year that it is about; empty for an area.
-- column: counted_by text  Whether that is the year of group 8 or of leerjaar 3; empty for an area.
-- column: area_vintage integer  Year of the division of areas; empty for a school year.
-- column: area_code text  Code of the area in that division; empty for a school year.
-- column: area_name text  Its name.
-- column: label_nl text  What stands in a chart, in Dutch.
-- column: label_en text  What stands in a chart, in English.
-- column: text_nl text  Sentence in Dutch.
-- column: text_en text  Sentence in English.
-- column: publisher text  Who published the source.
-- column: source_title text  Title of the source.
-- column: source_year integer  Year of the source; empty where not known.
with same_ground as (
    select from_vintage as vintage, from_code as code, to_vintage as other_vintage, to_code as other_code
    from area_changes
    where relation in ('same', 'renumbered')
    union
    select to_vintage, to_code, from_vintage, from_code
    from area_changes
    where relation in ('same', 'renumbered')
),

placed as (
    select *, area_vintage as drawn_vintage, area_code as drawn_code
    from notes
    union all
    select n.*, s.other_vintage, s.other_code
    from notes n
    join same_ground s on s.vintage = n.area_vintage and s.code = n.area_code
)

select
    p.id,
    p.questions <> 'all' as named,
    p.school_year,
    p.counted_by,
    cast(p.drawn_vintage as integer) as area_vintage,
    p.drawn_code as area_code,
    a.area_name,
    p.label_nl,
    p.label_en,
    p.text_nl,
    p.text_en,
    p.publisher,
    p.source_title,
    cast(p.source_year as integer) as source_year
from placed p
left join areas a on a.area_vintage = p.drawn_vintage and a.area_code = p.drawn_code
where p.questions = 'all' or list_contains(string_split(p.questions, ' '), $question)
order by p.school_year, p.drawn_vintage, a.area_name, p.dataset, p.resource, p.id
