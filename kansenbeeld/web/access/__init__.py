"""Who may write: a person who logged in, by his roles; without a log-in only a person at the machine itself."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final, Literal

import streamlit as st

from kansenbeeld import paths
from kansenbeeld.web import context
from kansenbeeld.web.access import login, machine
from kansenbeeld.web.access.machine import is_allowed, is_at_the_machine
from kansenbeeld.web.access.settings import Settings, settings
from kansenbeeld.web.access.visitor import NOBODY, ROLES, Role, Visitor

__all__ = [
    "NOBODY",
    "ROLES",
    "NotAllowedError",
    "Role",
    "Visitor",
    "checked",
    "is_allowed",
    "is_at_the_machine",
    "is_on",
    "may",
    "may_edit",
    "note_failed",
    "of_request",
    "visitor",
]
_LOG: Final = logging.getLogger(__name__)


class NotAllowedError(PermissionError):
    """Somebody tried to write what he may not; nothing was written.

    Attributes:
        role: the role that it takes; ``access.refused.<role>`` in the catalogue says it in a sentence.
    """

    _SENTENCES: Final[Mapping[str, str]] = {
        "editor": "Only an editor may write this; nothing was saved: log in as an editor.",
        "analyst": "Only an analyst may write this; nothing was saved: log in as an analyst.",
    }

    def __init__(self, role: Role) -> None:
        super().__init__(self._SENTENCES[role])
        self.role: Final = role


def visitor() -> Visitor:
    """Return who looks at the page that is drawn now; ask again right before each write, see :func:`checked`."""
    return of_request(st.context.ip_address, st.context.headers, st.user.to_dict())


def of_request(ip: str | None, headers: Mapping[str, str], claims: Mapping[str, Any]) -> Visitor:
    """Return who sent a request.

    Args:
        ip: address of the other end; ``None`` for the machine itself, as Streamlit gives it.
        headers: of the request.
        claims: of its log-in; empty without one.
    """
    now_set = settings()
    if now_set.login != "none":
        person = login.visitor_of(claims, now_set, time.time())
        return person if is_on(now_set) else replace(person, roles=frozenset())
    if is_on(now_set) and is_at_the_machine(ip, headers):
        return Visitor(machine.NAME, frozenset(ROLES), "machine")
    return NOBODY


def is_on(now_set: Settings) -> bool:
    """Whether anybody may write here at all, by ``KANSENBEELD_EDITING`` and where there is no log-in by the address."""
    editing = os.environ.get(paths.EDITING_VARIABLE) or ""
    if now_set.login != "none":
        # Off is off, for who logged in as well; so is what nobody understands.
        return editing.strip().lower() in ("", "local")
    return is_allowed(paths.address_setting(), editing)


def may(role: Role) -> bool:
    """Whether this visitor has a role now: what to draw. Before a write, ask :func:`checked`."""
    return role in visitor().roles


def may_edit() -> bool:
    """Whether this visitor may write in conversations and the ledger now."""
    return may("editor")


def checked(role: Role, action: str, subject: str) -> Visitor:
    """Return the visitor when he has a role; call it on the server right before each write.

    Args:
        role: what the write takes.
        action: what he is about to do, a word of ours such as ``record``.
        subject: to what, such as ``conversation 3``.

    Raises:
        NotAllowedError: he has not; the attempt is in the audit log.
    """
    person = visitor()
    if role in person.roles and not login.has_ended_now(person.login):
        return person
    # Who it was stands in the audit log, and nowhere else.
    _LOG.warning("refused: somebody without the role of %s may not %s", role, action)
    _note(person, role, action, subject, "refused")
    raise NotAllowedError(role)


def note_failed(person: Visitor, role: Role, action: str, subject: str) -> None:
    """Note that somebody may do what he tried, and that it was not written; never another error on top of that."""
    _note(person, role, action, subject, "failed")


def _note(person: Visitor, role: Role, action: str, subject: str, outcome: Literal["refused", "failed"]) -> None:
    try:
        context.audit().note(person.name, role, action, subject, outcome)
    except Exception as error:  # noqa: BLE001  # Nothing was written, and whatever is wrong with the log, that stands.
        _LOG.error("an attempt that was %s is not in the audit log: %s", outcome, error)
