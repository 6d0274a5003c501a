"""What a page says to somebody who can only read: one true sentence for each situation."""

from __future__ import annotations

import pytest

from kansenbeeld import paths
from kansenbeeld.language import LANGUAGES, LanguageCode, language
from kansenbeeld.web import access
from kansenbeeld.web.access import control
from kansenbeeld.web.access.settings import Settings
from kansenbeeld.web.access.visitor import ROLES, Role

PERSON = access.Visitor("an_*a*@stad.example", frozenset(), "login")
READY = Settings(login="ready")


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(
    ("settings", "person", "editing", "address", "situation"),
    [
        (Settings(), access.NOBODY, "", "", "machine"),
        (Settings(), access.NOBODY, "local", "https://beeld.example", "machine"),
        (Settings(), access.NOBODY, "", "https://beeld.example", "off"),
        (Settings(), access.NOBODY, "off", "", "off"),
        (READY, access.NOBODY, "", "https://beeld.example", "log_in"),
        (READY, PERSON, "", "https://beeld.example", "no_role"),
        (READY, PERSON, "off", "", "off"),
        (READY, access.NOBODY, "off", "", "off"),
        (Settings(login="broken"), access.NOBODY, "", "", "broken"),
    ],
)
def test_each_situation_has_its_own_sentence(
    monkeypatch: pytest.MonkeyPatch,
    settings: Settings,
    person: access.Visitor,
    editing: str,
    address: str,
    situation: str,
    role: Role,
    code: LanguageCode,
) -> None:
    monkeypatch.setenv(paths.EDITING_VARIABLE, editing)
    monkeypatch.setenv(paths.ADDRESS_VARIABLE, address)
    monkeypatch.setattr(access, "visitor", lambda: person)
    monkeypatch.setattr(control, "settings", lambda: settings)
    words = language(code)
    name, kind = "an\\_\\*a\\*@\u2060stad.example", words.text(f"access.role.{role}")
    text = control.read_only(role, words)
    assert text == words.text(f"access.read_only.{situation}", name=name, role=kind)
    # Where one can log in, nobody is sent to the machine.
    assert ("comput" in text) == (situation == "machine")
    assert (kind in text) == (situation in ("log_in", "no_role"))
    assert (name in text) == (situation == "no_role")
