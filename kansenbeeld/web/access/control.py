"""What a page says about who may write: the log-in, and why somebody can't."""

from __future__ import annotations

import functools
import html

import streamlit as st

from kansenbeeld.language import Language
from kansenbeeld.web import access
from kansenbeeld.web.access.settings import settings
from kansenbeeld.web.access.visitor import ROLES, Role
from kansenbeeld.web.plain import plain


def draw(words: Language) -> None:
    """Draw the button that logs in or out, with name and roles; nothing where there is no log-in."""
    now_set = settings()
    if now_set.login != "ready":
        return
    person = access.visitor()
    if person.how != "login":
        provider = None if now_set.provider == "default" else now_set.provider
        st.button(
            words.text("access.log_in"),
            icon=":material/login:",
            type="tertiary",
            key="log_in",
            on_click=functools.partial(st.login, provider),
        )
        return
    roles = [words.text(f"access.role.{role}") for role in ROLES if role in person.roles]
    known = words.text("access.who", name=person.name, roles=", ".join(roles) or words.text("access.role.none"))
    with st.container(gap=None, key="known"):
        # As HTML: Markdown makes a link of a mail address.
        st.html(f'<span style="font-size:0.875rem;overflow-wrap:anywhere">{html.escape(known)}</span>')
        label = words.text("access.log_out")
        st.button(label, icon=":material/logout:", type="tertiary", key="log_out", on_click=st.logout)


def read_only(role: Role, words: Language) -> str:
    """Say why this visitor can only read, and what he can do about it; of somebody without the role."""
    now_set, person = settings(), access.visitor()
    if now_set.login == "broken":
        return words.text("access.read_only.broken")
    if not access.is_on(now_set):
        return words.text("access.read_only.off")
    if now_set.login == "none":
        return words.text("access.read_only.machine")
    if person.how == "login":
        name = words.text(f"access.role.{role}")
        return words.text("access.read_only.no_role", name=plain(person.name), role=name)
    return words.text("access.read_only.log_in", role=words.text(f"access.role.{role}"))
