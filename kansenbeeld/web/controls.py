"""The reader's choices. Each is a widget bound to the address, so that a copied address reopens the same view.

The texts in the address are names of the field (``wo``, ``havo``, ``Noord``), the same in both languages.
"""

from __future__ import annotations

import threading
from typing import Final
from urllib.parse import parse_qs

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from kansenbeeld.domain import CITY, DEFAULT_THRESHOLD, RULES
from kansenbeeld.findings import Selection, municipality
from kansenbeeld.findings.finding import COMPARED, HIGH_GROUPS
from kansenbeeld.language import DEFAULT_LANGUAGE, LANGUAGES, Language, language
from kansenbeeld.store import Snapshot
from kansenbeeld.web import context

_RUN: Final = threading.local()
"""What holds for one run of a page, which Streamlit gives a thread."""

_SEVERAL: Final = ("compare",)
_YES_NO: Final = ("areas",)
"""Choices that are several, and that are yes or no; each of the others is one text."""

_DRAWN: Final = "controls_drawn"
_BEFORE: Final = "controls_before"
"""Where the session keeps which controls this run drew, and which the one before."""

_KEYS: Final = ("lang", "district", "high", "cut", "areas", "rule", "municipality", "compare", "version")


def chosen_language() -> Language:
    """Return the language that the reader chose, from the widget or, before it is drawn, from the address."""
    code = st.session_state.get("lang") or st.query_params.get("lang")
    return language(next((known for known in LANGUAGES if known == code), DEFAULT_LANGUAGE))


def chosen(name: str) -> str | None:
    """Return a choice by its name in the address, from its control or, before it is drawn, from the address."""
    value = st.session_state.get(name) or st.query_params.get(name)
    return value if isinstance(value, str) else None


def chosen_all(name: str) -> tuple[str, ...]:
    """Return the choices of a control that takes several, as :func:`chosen` does one."""
    return tuple(st.session_state.get(name) or st.query_params.get_all(name))


def language_control(words: Language) -> None:
    """Draw the choice of language."""
    st.segmented_control(
        words.text("control.language"),
        LANGUAGES,
        default=DEFAULT_LANGUAGE,
        key="lang",
        bind="query-params",
        required=True,
        label_visibility="collapsed",
    )


def begin() -> None:
    """Begin a run of a page: from here to its end "the newest data version" means one and the same."""
    _RUN.snapshots = {}
    st.session_state[_BEFORE] = st.session_state.pop(_DRAWN, ())


def end() -> None:
    """End a run of a page."""
    _RUN.snapshots = None


def snapshot() -> Snapshot:
    """Return the data version that the reader pinned, or the newest.

    Raises:
        StoreError: the pinned version is not there.
    """
    version = st.session_state.get("version") or st.query_params.get("version") or None
    found: dict[str | None, Snapshot] | None = getattr(_RUN, "snapshots", None)
    if found is None:
        return context.store().snapshot(version)
    if version not in found:
        # Some twenty times a run, and each time a look at the folder of the store.
        found[version] = context.store().snapshot(version)
    return found[version]


def version_control(words: Language) -> None:
    """Draw the choice of data version; nothing chosen is the newest."""
    st.selectbox(
        words.text("control.version"),
        context.version_names(),
        index=None,
        placeholder=words.text("control.version.newest"),
        key="version",
        bind="query-params",
        help=words.text("control.version.help"),
    )


def keep() -> None:
    """Keep choices whose control the page does not draw, so that they hold on the next page and in its address."""
    for key in _KEYS:
        if key in st.session_state:
            st.session_state[key] = st.session_state[key]


def come_back() -> None:
    """Take over the choices in the address that a reader came back to, where Streamlit drops them.

    Of two pages with the same choice it takes that of the page that is left for the value, and empties the address.
    """
    run = get_script_run_ctx()
    if run is None or not run.is_history_navigation:
        return
    given = parse_qs(run.query_string)
    lost = {key: given[key] for key in _KEYS if key in given and key not in st.query_params}
    for key, values in lost.items():
        st.query_params[key] = values
        st.session_state[key] = values if key in _SEVERAL else values[-1] == "true" if key in _YES_NO else values[-1]
    if lost:
        # The next run is none of coming back, so what is set here holds.
        st.rerun()


def unwritten(**choices: str) -> dict[str, str]:
    """Return those choices that the way to another page must write in its address, by their names in it.

    Where the page before drew a control, Streamlit writes its choice by itself, and lets nobody else do so.
    """
    return {name: value for name, value in choices.items() if name not in st.session_state.get(_BEFORE, ())}


def bar(words: Language, *names: str) -> None:
    """Draw a row of controls, from :data:`_CONTROLS`, in the given order."""
    st.session_state[_DRAWN] = names
    with st.container(horizontal=True, vertical_alignment="bottom", key="controls"):
        for name in names:
            _CONTROLS[name](words)


def choose_on_map(code: str) -> None:
    """Take over the area chosen on the map: a district, or the district that holds the area; nothing is the city."""
    names = context.district_names(snapshot())
    st.session_state["district"] = names.get(context.district_of(snapshot(), code), context.WHOLE_CITY)


def _district(words: Language) -> None:
    names = context.district_names(snapshot())
    st.selectbox(
        words.text("control.district"),
        (context.WHOLE_CITY, *names.values()),
        key="district",
        bind="query-params",
        width=220,
    )


def _high(words: Language) -> None:
    _row(words.text("control.high"), "high", HIGH_GROUPS, HIGH_GROUPS[0])


def _threshold(words: Language, options: tuple[str, ...] = ("vmbo-gt", "havo", "vwo")) -> None:
    if st.session_state.get("cut", DEFAULT_THRESHOLD) not in options:
        # Chosen on a page whose sources know another level.
        st.session_state["cut"] = DEFAULT_THRESHOLD
    label, more = words.text("control.threshold"), words.text("control.threshold.help")
    _row(label, "cut", options, DEFAULT_THRESHOLD, more)


def _cut(words: Language) -> None:
    """Draw the two definitions of havo or higher, and vwo."""
    _threshold(words, ("vmbo-gt/havo", "havo", "vwo"))


def _areas(words: Language) -> None:
    st.toggle(words.text("control.areas"), key="areas", bind="query-params")


def _rule(words: Language) -> None:
    _row(words.text("control.rule"), "rule", RULES, RULES[0], words.text("control.rule.help"))


def _row(label: str, key: str, options: tuple[str, ...], default: str, more: str | None = None) -> None:
    """Draw a row of choices, of which one is always chosen; ``more`` explains them."""
    st.segmented_control(
        label,
        options,
        default=default,
        key=key,
        bind="query-params",
        required=True,
        help=more,
        width="content",
    )


def _municipality(words: Language) -> None:
    st.selectbox(
        words.text("control.municipality"),
        tuple(municipality.names(snapshot()).values()),
        key="municipality",
        bind="query-params",
        width=220,
    )


def _compare(words: Language) -> None:
    st.multiselect(
        words.text("control.compare"),
        tuple(context.district_names(snapshot()).values()),
        key="compare",
        bind="query-params",
        max_selections=COMPARED,
        select_all=False,
        placeholder=words.text("control.compare.placeholder"),
        width=460,
    )


_CONTROLS: Final = {
    "district": _district,
    "high": _high,
    "threshold": _threshold,
    "cut": _cut,
    "areas": _areas,
    "rule": _rule,
    "municipality": _municipality,
    "compare": _compare,
}


def selection() -> Selection:
    """Return what the reader chose, anything unknown replaced by its default."""
    names = context.district_names(snapshot())
    codes = {name: code for code, name in names.items()}
    state = st.session_state
    return Selection.checked(
        district=codes.get(state.get("district", ""), CITY),
        high=state.get("high") or HIGH_GROUPS[0],
        threshold=state.get("cut") or DEFAULT_THRESHOLD,
        areas=bool(state.get("areas")),
        rule=state.get("rule") or RULES[0],
        districts=tuple(names),
        municipality=municipality.code(snapshot(), state.get("municipality") or ""),
        compare=",".join(codes.get(name, "") for name in state.get("compare") or ()),
    )
