"""What a visitor is: a name, and the roles that he has now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, get_args

Role = Literal["editor", "analyst"]
How = Literal["machine", "login", "none"]
ROLES: Final[tuple[Role, ...]] = get_args(Role)
"""Who writes: editors in conversations and the ledger, analysts datasets. Everybody reads."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who looks at a page.

    Attributes:
        name: mail address, or name and number, by which the provider of the log-in knows him; ``local`` at the machine
            itself; empty for somebody who is not known.
        roles: what he may write now, often nothing.
        how: how he is known: he sits at the machine itself, he logged in, or he is not known.
        until: when his log-in ends, in seconds since 1970; ``inf`` where nothing ends it.
        login: the log-in that he came by, empty without one.
    """

    name: str = ""
    roles: frozenset[Role] = frozenset()
    how: How = "none"
    until: float = float("inf")
    login: tuple[str, ...] = ()


NOBODY: Final = Visitor()
