"""How the dashboard is told who may do what: the section ``[auth]`` of Streamlit's secrets, and variables."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal
from urllib.parse import urlsplit

CLAIM_VARIABLE: Final = "KANSENBEELD_ROLES_CLAIM"
EDITOR_ROLES_VARIABLE: Final = "KANSENBEELD_EDITOR_ROLES"
ANALYST_ROLES_VARIABLE: Final = "KANSENBEELD_ANALYST_ROLES"
EDITORS_VARIABLE: Final = "KANSENBEELD_EDITORS"
ANALYSTS_VARIABLE: Final = "KANSENBEELD_ANALYSTS"
UNVERIFIED_VARIABLE: Final = "KANSENBEELD_UNVERIFIED_MAIL"

_ROLE_VARIABLES: Final = (
    CLAIM_VARIABLE,
    EDITOR_ROLES_VARIABLE,
    ANALYST_ROLES_VARIABLE,
    EDITORS_VARIABLE,
    ANALYSTS_VARIABLE,
    UNVERIFIED_VARIABLE,
)
_OF_ALL: Final = ("redirect_uri", "cookie_secret")
_OF_PROVIDER: Final = ("client_id", "client_secret", "server_metadata_url")
_SECRET_LENGTH: Final = 32
_LOOPBACK: Final = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True)
class Settings:
    """What is set.

    Attributes:
        login: ``none`` where there is no log-in, ``ready`` where there is one, ``broken`` where what is set makes no
            sense, so that nobody may write.
        provider: name of the provider for ``st.login``.
        fault: one sentence for who runs the dashboard, with ``broken``.
        claim: the claim that holds roles: its name, or names with dots between them for one within another.
        editor_names: what the claim calls an editor.
        analyst_names: what the claim calls an analyst.
        editors: mail addresses of editors, in small letters.
        analysts: mail addresses of analysts, in small letters.
        unverified: whether an address counts that the provider did not verify.
    """

    login: Literal["none", "ready", "broken"] = "none"
    provider: str = ""
    fault: str = ""
    claim: str = "roles"
    editor_names: frozenset[str] = frozenset({"editor"})
    analyst_names: frozenset[str] = frozenset({"analyst"})
    editors: frozenset[str] = frozenset()
    analysts: frozenset[str] = frozenset()
    unverified: bool = False


def settings() -> Settings:
    """Return what is set now."""
    from streamlit.runtime.secrets import secrets_singleton

    if secrets_singleton.load_if_toml_exists():
        return read(os.environ, secrets_singleton.get("auth"))
    unread = any(Path(path).is_file() for path in _option("secrets.files") or ())
    return _broken("The secrets file of Streamlit can't be read.") if unread else read(os.environ, None)


def read(environment: Mapping[str, str], auth: Any) -> Settings:
    """Return what is set.

    Args:
        environment: variables.
        auth: the section ``[auth]``, ``None`` where there is none.
    """
    roles_set = [name for name in _ROLE_VARIABLES if environment.get(name, "").strip()]
    if auth is None:
        if roles_set:
            return _broken(f"{roles_set[0]} is set, but there is no log-in: [auth] is not in the secrets of Streamlit.")
        return Settings()
    if not isinstance(auth, Mapping):
        return _broken("[auth] in the secrets of Streamlit is not a section.")
    provider, fault = _provider(auth)
    unverified = environment.get(UNVERIFIED_VARIABLE, "").strip().lower()
    if not fault and unverified not in ("", "accept", "refuse"):
        fault = f"{UNVERIFIED_VARIABLE} must be accept or refuse."
    if fault:
        return _broken(fault)
    return Settings(
        "ready",
        provider,
        claim=environment.get(CLAIM_VARIABLE, "").strip() or "roles",
        editor_names=_names(environment, EDITOR_ROLES_VARIABLE) or frozenset({"editor"}),
        analyst_names=_names(environment, ANALYST_ROLES_VARIABLE) or frozenset({"analyst"}),
        editors=frozenset(map(str.lower, _names(environment, EDITORS_VARIABLE))),
        analysts=frozenset(map(str.lower, _names(environment, ANALYSTS_VARIABLE))),
        unverified=unverified == "accept",
    )


def _provider(auth: Mapping[str, Any]) -> tuple[str, str]:
    """Return the name of the one provider, and what is wrong with the section, empty for nothing."""
    missing = [key for key in _OF_ALL if not _filled(auth.get(key))]
    if missing:
        return "", f"[auth] in the secrets of Streamlit lacks {missing[0]}."
    named = {name: part for name, part in auth.items() if isinstance(part, Mapping) and name != "client_kwargs"}
    own = any(key in auth for key in _OF_PROVIDER)
    if len(named) + own != 1:
        # What one provider verified is not what another one would have.
        return "", "[auth] in the secrets of Streamlit must have exactly one provider."
    name, section = ("default", auth) if own else next(iter(named.items()))
    missing = [key for key in _OF_PROVIDER if not _filled(section.get(key))]
    if missing:
        return "", f"[auth] in the secrets of Streamlit lacks {missing[0]}."
    return name, _doubt(auth, section, name)


def _doubt(auth: Mapping[str, Any], section: Mapping[str, Any], name: str) -> str:
    if len(auth["cookie_secret"]) < _SECRET_LENGTH:
        return f"cookie_secret in [auth] must have at least {_SECRET_LENGTH} characters, chosen at random."
    if not auth["redirect_uri"].endswith("/oauth2callback"):
        return "redirect_uri in [auth] must be the address of the dashboard followed by /oauth2callback."
    if not _is_safe(section["server_metadata_url"]):
        return "server_metadata_url in [auth] must begin with https://."
    if "_" in name:
        return "The name of the provider in [auth] may have no underscore."
    if _option("server.trustedUserHeaders"):
        return "server.trustedUserHeaders is set beside [auth]: who is logged in would then be open to doubt."
    if not _option("server.enableXsrfProtection"):
        return "server.enableXsrfProtection is off, without which Streamlit takes no log-in."
    return "" if _has_library() else "Authlib or httpx, which a log-in needs, is not installed."


def _is_safe(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)


def _option(name: str) -> Any:
    from streamlit import config

    return config.get_option(name)


def _has_library() -> bool:
    import importlib.util

    return all(importlib.util.find_spec(name) is not None for name in ("authlib", "httpx"))


def _filled(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _names(environment: Mapping[str, str], variable: str) -> frozenset[str]:
    return frozenset(name.strip() for name in environment.get(variable, "").split(",") if name.strip())


def _broken(fault: str) -> Settings:
    return Settings("broken", fault=f"{fault} Nobody may write until it is put right.")
