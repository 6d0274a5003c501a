"""Step 3: what a reader must know of the table: who, what, when, where, under which licence, and what not to do."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from kansenbeeld import clock
from kansenbeeld.domain import STATUSES
from kansenbeeld.language import Language
from kansenbeeld.web.datasets import describing
from kansenbeeld.web.datasets.describing import DescriptionError, Target
from kansenbeeld.web.datasets.desk import Desk

if TYPE_CHECKING:
    from kansenbeeld.datasets.descriptions import Description

_LONG: Final = ("caveats",)
_EARLIEST: Final = dt.date(1990, 1, 1)


def step(
    mine: Desk, contract: str, known: Mapping[str, Description], brought: Description | None, words: Language
) -> None:
    """Draw the choice of a dataset and the form; put the description on the desk once it is confirmed.

    Args:
        mine: the desk.
        contract: the kind of table.
        known: the datasets that are shown now, by name.
        brought: the description that came along in the file, if one did.
        words: the reader's language.
    """
    options = describing.targets(known.values(), contract)
    target = st.selectbox(
        words.text("datasets.target"),
        options,
        index=_asked(options, known, brought),
        format_func=lambda one: target_name(one, known, words),
        placeholder=words.text("datasets.target.placeholder"),
        key=f"datasets_target_{mine.given}",
    )
    if target is None:
        return
    base = known.get(target.dataset)
    start = describing.values_of(brought or base, target, _retrieved(brought))
    prefix = f"datasets_{mine.given}_{target.dataset}_{target.table}"
    with st.form(f"{prefix}_form", enter_to_submit=False):
        values = _fields(prefix, start, target, known, words)
        if st.form_submit_button(words.text("datasets.describe.save"), type="primary", key=f"{prefix}_save"):
            _take(mine, values, target, contract, base, known, words)


def target_name(target: Target, known: Mapping[str, Description], words: Language) -> str:
    """Name a place for the table: the dataset and table that it replaces, or a new dataset."""
    if target.is_new:
        return words.text("datasets.target.new")
    dataset = known[target.dataset]
    table = next(one for one in dataset.tables if one.name == target.table)
    return words.text("datasets.target.replace", dataset=dataset.title[words.code], table=table.title[words.code])


def chip_name(chip: str, code: str, words: Language) -> str:
    """Return what a chip says in words; a code that no catalogue knows stays as it is."""
    if code == describing.NO_CHIP:
        return words.text("datasets.chip.none")
    return words.text_or(f"chip.{chip}.{code}", code)


def field_name(field: str, words: Language) -> str:
    """Return the label of a field of the form, with its language where it has one."""
    if field.startswith("chip_"):
        return words.text(f"chip.{field.removeprefix('chip_')}")
    name, _, code = field.rpartition("_")
    if name in describing.TWO_LANGUAGES and code in describing.LANGUAGES:
        return words.text(f"datasets.field.in.{code}", field=words.text(f"datasets.field.{name}"))
    return words.text(f"datasets.field.{field}")


def fault(error: DescriptionError, words: Language) -> str:
    """Say in one sentence what is wrong with which field, and what to do."""
    return words.text(f"datasets.describe.error.{error.code}", field=field_name(error.field, words))


def _asked(options: tuple[Target, ...], known: Mapping[str, Description], brought: Description | None) -> int | None:
    """Return the place that the description in the file asks for; nothing is chosen for a person otherwise."""
    if brought is None:
        return None if len(options) > 1 else 0
    wanted = [number for number, one in enumerate(options) if one.dataset == brought.name]
    return wanted[0] if wanted else (None if brought.name in known else len(options) - 1)


def _retrieved(brought: Description | None) -> dt.date | None:
    """Return the day that the description in the file states; a day that nobody stated is left for a person."""
    return brought.retrieved if brought is not None and _EARLIEST <= brought.retrieved <= clock.today() else None


def _take(
    mine: Desk,
    values: Mapping[str, Any],
    target: Target,
    contract: str,
    base: Description | None,
    known: Mapping[str, Description],
    words: Language,
) -> None:
    try:
        if target.is_new and str(values["name"]).strip() in known:
            raise DescriptionError("taken", "name")
        mine.describe(describing.described(values, target, contract, base), target.table)
    except DescriptionError as error:
        mine.describe(None)
        st.error(fault(error, words))


def _fields(
    prefix: str, start: Mapping[str, Any], target: Target, known: Mapping[str, Description], words: Language
) -> dict[str, Any]:
    """Draw the fields and return what stands in them."""
    values: dict[str, Any] = {"name": start["name"]}
    if target.is_new:
        values["name"] = _text(prefix, "name", start, words, helped=True)
    for field in describing.TWO_LANGUAGES:
        for code, column in zip(describing.LANGUAGES, st.columns(2), strict=True):
            with column:
                name = f"{field}_{code}"
                values[name] = _text(prefix, name, start, words, long=field in _LONG)
    left, right = st.columns(2)
    with left:
        values["publisher"] = _text(prefix, "publisher", start, words)
        values["sources"] = _text(prefix, "sources", start, words, long=True, helped=True)
    with right:
        values["retrieved"] = st.date_input(
            words.text("datasets.field.retrieved"),
            start["retrieved"],
            min_value=_EARLIEST,
            max_value="today",
            format="DD-MM-YYYY" if words.code == "nl" else "DD/MM/YYYY",
            key=f"{prefix}_retrieved",
        )
        values["status"] = st.selectbox(
            words.text("chip.status"),
            STATUSES,
            index=STATUSES.index(start["status"]),
            format_func=lambda status: words.text(f"chip.status.{status}"),
            key=f"{prefix}_status",
        )
    for field, column in zip(("licence_name", "licence_title", "licence_url"), st.columns(3), strict=True):
        with column:
            values[field] = _text(prefix, field, start, words)
    return values | _chips(prefix, start, known, words)


def _text(
    prefix: str, field: str, start: Mapping[str, Any], words: Language, *, long: bool = False, helped: bool = False
) -> str:
    label, key = field_name(field, words), f"{prefix}_{field}"
    told = words.text(f"datasets.field.help.{field}") if helped else None
    if long:
        return str(st.text_area(label, start[field], key=key, max_chars=4000, height=150, help=told) or "")
    return str(st.text_input(label, start[field], key=key, max_chars=300, help=told) or "")


def _chips(prefix: str, start: Mapping[str, Any], known: Mapping[str, Description], words: Language) -> dict[str, Any]:
    """Draw the definitions, by which readers see whether two figures may be compared."""
    from kansenbeeld.datasets.packages import CHIP_CODES

    st.markdown(f"**{words.text('datasets.chips')}**  \n:small[{words.text('datasets.chips.text')}]")
    values = {}
    columns = st.columns(4)
    for number, chip in enumerate(describing.CHOSEN_CHIPS):
        field = f"chip_{chip}"
        options = describing.chip_options(chip, CHIP_CODES, known.values())
        options = options if start[field] in options else (*options, start[field])
        values[field] = columns[number % len(columns)].selectbox(
            words.text(f"chip.{chip}"),
            options,
            index=options.index(start[field]),
            format_func=functools.partial(chip_name, chip, words=words),
            key=f"{prefix}_{field}",
            accept_new_options=chip not in CHIP_CODES,
        )
    return values
