-- purpose: The programme of conversations and the themes with their evidence, each in its order.
-- column: kind text  conversation or theme.
-- column: id text  Number of the conversation, or name of the theme.
-- column: position integer  Its place among its kind, from 1.
-- column: document text  The whole of it, as JSON.
select kind, id, cast(position as integer) as position, document
from programme
order by kind, position
