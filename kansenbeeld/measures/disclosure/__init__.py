"""Disclosure control: hide small counts, and prove that they stay hidden (METHOD 3).

:func:`protect` decides which cells of linked tables leave, :func:`audit` checks what leaves without the true counts,
and :func:`attacker_interval` gives what anyone can work out about one hidden cell.
"""

from kansenbeeld.measures.disclosure.attack import Attack, attacker_interval, recoverable
from kansenbeeld.measures.disclosure.audit import (
    Audit,
    Finding,
    Published,
    ShownPercentage,
    audit,
    fitting_numerators,
    tells_no_count,
)
from kansenbeeld.measures.disclosure.primary import (
    CODES,
    HIDDEN,
    Shown,
    gap_showable,
    percentage,
    primary,
    primary_cells,
    rounded_base,
    rounded_count,
)
from kansenbeeld.measures.disclosure.protect import Protection, find, protect, protect_each
from kansenbeeld.measures.disclosure.publishers import Interval
from kansenbeeld.measures.disclosure.tables import Cell, Cube, DisclosureError, Layout, Linked, Place, link

__all__ = [
    "CODES",
    "HIDDEN",
    "Attack",
    "Audit",
    "Cell",
    "Cube",
    "DisclosureError",
    "Finding",
    "Interval",
    "Layout",
    "Linked",
    "Place",
    "Protection",
    "Published",
    "Shown",
    "ShownPercentage",
    "attacker_interval",
    "audit",
    "find",
    "fitting_numerators",
    "gap_showable",
    "link",
    "percentage",
    "primary",
    "primary_cells",
    "protect",
    "protect_each",
    "recoverable",
    "rounded_base",
    "rounded_count",
    "tells_no_count",
]
