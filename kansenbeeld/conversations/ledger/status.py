"""How far an item of the ledger is, in words."""

from __future__ import annotations

from kansenbeeld.conversations.ledger.entries import Item
from kansenbeeld.language import Language, sentence


def status_line(item: Item, words: Language) -> str:
    """Write the status of an item, since when and why; where nobody said since when, the day it was written down."""
    entry, recorded = item.entry, words.date(item.recorded_on)
    status = words.text(f"ledger.status.{entry.status}")
    if entry.status_date is not None:
        line = words.text("ledger.status_line.since", status=status, date=words.date(entry.status_date))
    elif entry.status != "recorded":
        line = words.text("ledger.status_line", status=status, date=recorded)
    elif entry.kind == "result":
        # A result asks for nothing: that it was written down is all there is to say.
        line = words.text("ledger.status_line.recorded", date=recorded)
    else:
        line = words.text("ledger.status_line.since", status=status, date=recorded)
    return f"{line} {words.text('ledger.status_line.reason', reason=sentence(entry.reason))}" if entry.reason else line
