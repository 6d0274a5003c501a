"""What the claims of a log-in are worth: a name and roles, and nothing in any doubt."""

from __future__ import annotations

import math
import re
import time
from collections.abc import Mapping
from typing import Any, Final

from kansenbeeld.web import context
from kansenbeeld.web.access.ended import Ended
from kansenbeeld.web.access.settings import Settings
from kansenbeeld.web.access.visitor import NOBODY, Role, Visitor

_CLOCKS: Final = 300.0
"""Seconds that the clock of a provider may be ahead of ours."""

_NAME: Final = 100
"""Characters of a name that the ledger keeps."""

_NO_TEXT: Final = re.compile(r"[^\w @.+'’()-]")
_ENDED: Final = Ended(context.ended_logins)


def visitor_of(claims: Mapping[str, Any], settings: Settings, now: float) -> Visitor:
    """Return who logged in.

    Args:
        claims: of the identity token, as Streamlit keeps them in its signed cookie.
        settings: what is set.
        now: seconds since 1970.

    Returns:
        Somebody without a role where the log-in gives none; also one who is known no more where it has ended; nobody
        where the claims are of no log-in.
    """
    login = login_of(claims)
    if settings.login != "ready" or claims.get("is_logged_in") is not True or not login:
        return NOBODY
    mail = _mail(claims, settings)
    until = _moment(claims.get("exp"))
    begun = _moment(claims.get("iat"))
    holds = begun is not None and begun <= now + _CLOCKS and until is not None and now < until and not has_ended(login)
    name = mail or _name(claims)
    if until is None or not holds:
        return Visitor(name, until=0.0, login=login)
    return Visitor(name, _by_claim(claims, settings) | _by_mail(mail, settings), "login", until, login)


def login_of(claims: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what tells a log-in from others: provider, person, moment; empty where the claims lack one of them."""
    issuer, person, moment = claims.get("iss"), claims.get("sub"), _moment(claims.get("iat"))
    if not isinstance(issuer, str) or not isinstance(person, str) or not issuer or not person.strip() or moment is None:
        return ()
    return issuer, person, repr(moment)


def end(claims: Mapping[str, Any]) -> None:
    """Note that somebody logged out: his log-in is worth nothing any more, also in other tabs or a copied cookie.

    It is written in the database of the ledger, for the other processes, which a silent one holds up for seconds.
    """
    login, until = login_of(claims), _moment(claims.get("exp"))
    now = time.time()
    if login and until is not None and until > now:
        _ENDED.end(login, until)


def has_ended(login: tuple[str, ...]) -> bool:
    """Whether somebody logged out of this log-in, as known some seconds ago where it was in another process."""
    return _ENDED.has(login)


def has_ended_now(login: tuple[str, ...]) -> bool:
    """Whether somebody logged out of this log-in, asked now: right before a write."""
    return bool(login) and _ENDED.has_now(login)


def _by_claim(claims: Mapping[str, Any], settings: Settings) -> frozenset[Role]:
    names = _texts(_within(claims, settings.claim))
    editor: frozenset[Role] = frozenset({"editor"}) if names & settings.editor_names else frozenset()
    analyst: frozenset[Role] = frozenset({"analyst"}) if names & settings.analyst_names else frozenset()
    return editor | analyst


def _by_mail(mail: str, settings: Settings) -> frozenset[Role]:
    editor: frozenset[Role] = frozenset({"editor"}) if mail and mail in settings.editors else frozenset()
    analyst: frozenset[Role] = frozenset({"analyst"}) if mail and mail in settings.analysts else frozenset()
    return editor | analyst


def _within(claims: Mapping[str, Any], path: str) -> Any:
    """Return a claim by its name, which may have dots itself, or one within others by names with dots between."""
    if path in claims:
        return claims[path]
    found: Any = claims
    for name in path.split("."):
        if not isinstance(found, Mapping):
            return None
        found = found.get(name)
    return found


def _texts(value: Any) -> frozenset[str]:
    """Return one text or several; anything else, also a list with something else in it, is worth nothing."""
    if isinstance(value, str):
        return frozenset({value})
    if isinstance(value, list | tuple) and all(isinstance(one, str) for one in value):
        return frozenset(value)
    return frozenset()


def _mail(claims: Mapping[str, Any], settings: Settings) -> str:
    """Return the mail address in small letters, empty where it is none or nobody verified it."""
    mail, verified = claims.get("email"), claims.get("email_verified")
    if not isinstance(mail, str) or not (verified is True or (settings.unverified and verified is not False)):
        return ""
    mail = mail.strip().lower()
    fits = mail.isascii() and mail.isprintable() and mail.count("@") == 1 and not mail.startswith("@")
    return mail if fits and len(mail) <= _NAME and " " not in mail else ""


def _name(claims: Mapping[str, Any]) -> str:
    """Return a name with the number of the person behind it, since anybody may call himself what he likes."""
    number = _NO_TEXT.sub("", str(claims["sub"]))[:40]
    names = (claims.get(key) for key in ("name", "preferred_username"))
    name = next((_NO_TEXT.sub("", one).strip() for one in names if isinstance(one, str) and one.strip()), "")
    return f"{name[: _NAME - len(number) - 3]} [{number}]".strip()


def _moment(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        moment = float(value)
    except OverflowError:
        return None
    return moment if math.isfinite(moment) else None
