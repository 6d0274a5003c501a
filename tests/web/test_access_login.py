"""What claims and settings are worth; in any doubt nothing."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as trying
from hypothesis import strategies as st

from kansenbeeld.web import access, context
from kansenbeeld.web.access import login
from kansenbeeld.web.access.settings import Settings, read

AUTH = {
    "redirect_uri": "https://kansenbeeld.example/oauth2callback",
    "cookie_secret": "x" * 32,
    "client_id": "kansenbeeld",
    "client_secret": "secret",
    "server_metadata_url": "https://login.example/.well-known/openid-configuration",
}
NOW = 1_000_000.0
CLAIMS = {
    "is_logged_in": True,
    "iss": "https://login.example",
    "sub": "7",
    "iat": NOW - 10,
    "exp": NOW + 3600,
    "email": "Ada@Stad.example",
    "email_verified": True,
}
READY = read({"KANSENBEELD_ANALYSTS": "ada@stad.example, ben@stad.example"}, AUTH)
ODD = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


def roles(settings: Settings = READY, **changed: Any) -> set[str]:
    return set(login.visitor_of({**CLAIMS, **changed}, settings, NOW).roles)


@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        ("editor", {"editor"}),
        (["editor", "reader"], {"editor"}),
        (["analyst", "editor"], {"analyst", "editor"}),
        ("editor analyst", set()),
        ("Editor", set()),
        (["editor", 1], set()),
        ([["editor"]], set()),
        ({"editor": True}, set()),
        (None, set()),
        (True, set()),
    ],
)
def test_roles_by_a_claim(claim: object, expected: set[str]) -> None:
    assert roles(read({}, AUTH), roles=claim) == expected


def test_names_of_a_municipality_stand_for_roles() -> None:
    variables = {
        "KANSENBEELD_ROLES_CLAIM": "realm_access.roles",
        "KANSENBEELD_EDITOR_ROLES": "OIS-redactie, OIS-secretaris",
    }
    settings = read(variables, AUTH)
    assert roles(settings, realm_access={"roles": ["OIS-redactie"]}) == {"editor"}
    assert roles(settings, realm_access={"roles": ["editor"]}) == set()
    assert roles(settings, realm_access=["OIS-redactie"]) == set()
    dotted = read({"KANSENBEELD_ROLES_CLAIM": "https://stad.example/roles"}, AUTH)
    assert roles(dotted, **{"https://stad.example/roles": ["analyst"]}) == {"analyst"}


@pytest.mark.parametrize("verified", [False, None, "true", 1, "yes", []])
def test_an_address_that_nobody_verified_is_worth_nothing(verified: object) -> None:
    assert roles() == {"analyst"}
    assert roles(email_verified=verified) == set()


def test_an_address_without_a_word_on_verification_counts_only_when_it_is_said_so() -> None:
    trusting = read({"KANSENBEELD_ANALYSTS": "ada@stad.example", "KANSENBEELD_UNVERIFIED_MAIL": "accept"}, AUTH)
    without = {name: value for name, value in CLAIMS.items() if name != "email_verified"}
    assert login.visitor_of(without, trusting, NOW).roles == {"analyst"}
    assert login.visitor_of(without, READY, NOW).roles == frozenset()
    assert roles(trusting, email_verified=False) == set()


@pytest.mark.parametrize("mail", ["ada@stad.example,ben@stad.example", "", None, ["ada@stad.example"]])
def test_what_only_looks_like_an_address_in_the_list(mail: object) -> None:
    assert roles(email=mail) == set()


@pytest.mark.parametrize(
    "changed",
    [
        {"exp": NOW},
        {"exp": NOW - 1},
        {"exp": None},
        {"exp": str(NOW + 9)},
        {"exp": math.inf},
        {"exp": math.nan},
        {"exp": True},
        {"iat": NOW + 301},
        {"iat": None},
        {"sub": ""},
        {"sub": 7},
        {"iss": None},
        {"is_logged_in": "true"},
        {"is_logged_in": 1},
        {"is_logged_in": False},
    ],
)
def test_a_log_in_that_ended_or_is_none(changed: dict[str, object]) -> None:
    person = login.visitor_of({**CLAIMS, "roles": ["editor"], **changed}, READY, NOW)
    assert person.roles == frozenset()
    assert person.how == "none"


@trying(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(st.sampled_from(["roles", "email", "email_verified", "exp", "iat", "sub", "name", "iss"]), ODD))
def test_odd_claims_never_fail_and_give_a_role_only_by_its_very_name(changed: dict[str, Any]) -> None:
    settings = read({}, AUTH)
    person = login.visitor_of({**CLAIMS, **changed}, settings, NOW)
    claim = changed.get("roles")
    named = [claim] if isinstance(claim, str) else claim if isinstance(claim, list) else []
    assert person.roles <= {name for name in named if isinstance(name, str)}
    assert len(person.name) <= 100
    assert person.name.isprintable()
    assert person.name != "local"


@pytest.mark.parametrize("how", ["none", "broken"])
def test_claims_are_worth_nothing_where_there_is_no_log_in(how: Any) -> None:
    assert login.visitor_of({**CLAIMS, "roles": "editor"}, Settings(how), NOW) == access.NOBODY


def test_names() -> None:
    def name(**changed: Any) -> str:
        return login.visitor_of({**CLAIMS, **changed}, READY, NOW).name

    assert name() == "ada@stad.example"
    assert name(email_verified=False, name="Ada de Vries") == "Ada de Vries [7]"
    assert name(email=None, name="ben@stad.example [9]\n") == "ben@stad.example 9 [7]", "a name of one's own choice"
    assert name(email=None) == "[7]"


def test_who_logged_out_is_out_and_others_are_not() -> None:
    now = 4_000_000_000.0
    mine = {**CLAIMS, "roles": "editor", "iat": now - 10, "exp": now + 60}
    other = {**mine, "sub": "8"}
    assert login.visitor_of(mine, READY, now).roles == {"editor", "analyst"}
    login.end(mine)
    assert login.visitor_of(mine, READY, now).roles == frozenset()
    assert "editor" in login.visitor_of(other, READY, now).roles
    assert "editor" in login.visitor_of({**mine, "iat": now - 5}, READY, now).roles, "who logged in again"


@pytest.mark.parametrize(
    ("environment", "auth", "said"),
    [
        ({"KANSENBEELD_EDITORS": "a@stad.example"}, None, "KANSENBEELD_EDITORS"),
        ({"KANSENBEELD_ROLES_CLAIM": "groups"}, None, "KANSENBEELD_ROLES_CLAIM"),
        ({}, {}, "redirect_uri"),
        ({}, "yes", "section"),
        ({}, {**AUTH, "cookie_secret": ""}, "cookie_secret"),
        ({}, {**AUTH, "cookie_secret": "short"}, "at least 32"),
        ({}, {**AUTH, "client_secret": 7}, "client_secret"),
        ({}, {**AUTH, "redirect_uri": "https://kansenbeeld.example/"}, "redirect_uri"),
        ({}, {**AUTH, "server_metadata_url": "http://login.example/x"}, "https"),
        ({}, {**AUTH, "other": {"client_id": "x"}}, "exactly one"),
        ({}, {"redirect_uri": AUTH["redirect_uri"], "cookie_secret": AUTH["cookie_secret"]}, "exactly one"),
        ({"KANSENBEELD_UNVERIFIED_MAIL": "perhaps"}, AUTH, "KANSENBEELD_UNVERIFIED_MAIL"),
    ],
)
def test_what_makes_no_sense_gives_nobody_anything_and_is_said(
    environment: dict[str, str], auth: Any, said: str
) -> None:
    found = read(environment, auth)
    assert found.login == "broken"
    assert said in found.fault
    assert found.fault.endswith("Nobody may write until it is put right.")


def test_a_provider_with_a_name_of_its_own() -> None:
    general = {key: AUTH[key] for key in ("redirect_uri", "cookie_secret")}
    found = read({}, {**general, "stad": {key: AUTH[key] for key in AUTH if key not in general}})
    assert (found.login, found.provider) == ("ready", "stad")


def test_no_log_in_at_all() -> None:
    assert read({}, None) == Settings()


@pytest.mark.parametrize(("editing", "expected"), [("", True), ("off", False), ("perhaps", False)])
def test_off_is_off_for_who_logged_in_too(monkeypatch: pytest.MonkeyPatch, editing: str, expected: bool) -> None:
    monkeypatch.setattr(access, "settings", lambda: READY)
    monkeypatch.setenv("KANSENBEELD_EDITING", editing)
    claims = {**CLAIMS, "iat": 0, "exp": 9e9, "roles": ["editor"]}
    assert bool(access.of_request(None, {"host": "localhost"}, claims).roles) == expected
    assert access.of_request(None, {"host": "localhost"}, {}) == access.NOBODY, "the machine gives nothing any more"


def test_a_refused_attempt_is_noted_and_told_in_one_sentence(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    from kansenbeeld.conversations.ledger.audit import Audit

    log = Audit(f"sqlite:///{tmp_path / 'ledger.sqlite'}")
    person = access.Visitor("ada@stad.example", frozenset({"editor"}), "login")
    monkeypatch.setattr(access, "visitor", lambda: person)
    monkeypatch.setattr(context, "audit", lambda: log)
    assert access.checked("editor", "record", "conversation 1") == person
    with pytest.raises(access.NotAllowedError, match="Only an analyst"):
        access.checked("analyst", "publish", "dataset x")
    access.note_failed(person, "editor", "revise", "conversation 1, item 1")
    failed, only = log.entries()
    assert (failed.action, failed.outcome) == ("revise", "failed")
    assert (only.who, only.role, only.action, only.subject, only.outcome) == (
        "ada@stad.example",
        "analyst",
        "publish",
        "dataset x",
        "refused",
    )
    log.close()


def test_a_refusal_stands_also_where_the_log_is_gone(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    from kansenbeeld.conversations.ledger.audit import Audit

    monkeypatch.setattr(access, "visitor", lambda: access.NOBODY)
    monkeypatch.setattr(context, "audit", lambda: Audit(f"sqlite:///{tmp_path}"))
    with pytest.raises(access.NotAllowedError):
        access.checked("editor", "record", "conversation 1")
