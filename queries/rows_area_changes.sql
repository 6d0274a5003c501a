-- purpose: All rows of one table of the contract area_changes, as its publisher gave them.
-- param: dataset text = geo  The dataset.
-- param: resource text = area_changes  The table within it.
-- column: from_vintage integer  Year of the earlier division.
-- column: from_code text  Code in it; empty where the area is new.
-- column: to_vintage integer  Year of the later division.
-- column: to_code text  Code in it; empty where the area is gone.
-- column: relation text  What happened to the area.
-- column: note_nl text  Explanation in Dutch.
-- column: note_en text  Explanation in English.
select
    cast(from_vintage as integer) as from_vintage,
    from_code,
    cast(to_vintage as integer) as to_vintage,
    to_code,
    relation,
    note_nl,
    note_en
from area_changes
where dataset = $dataset and resource = $resource
order by all
