"""What may be shown of one number by itself."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kansenbeeld.measures.disclosure import (
    HIDDEN,
    Cube,
    ShownPercentage,
    fitting_numerators,
    gap_showable,
    link,
    percentage,
    primary,
    primary_cells,
    rounded_base,
    rounded_count,
)
from kansenbeeld.measures.disclosure.audit import _percentage_finding


@pytest.mark.parametrize(
    ("count", "row", "threshold", "structural", "hidden"),
    [
        (1, 500, 10, False, True),
        (9, 500, 10, False, True),
        (10, 500, 10, False, False),
        (4, 500, 5, False, True),
        (5, 500, 5, False, False),
        (0, 99, 10, False, True),
        (0, 100, 10, False, False),
        (0, 20, 10, True, False),
    ],
)
def test_counts(count: int, row: int, threshold: int, structural: bool, hidden: bool) -> None:
    found = primary(np.array([count]), np.array([row]), np.array([threshold]), np.array([structural]))
    assert bool(found[0]) is hidden


def test_the_lower_threshold_is_for_cells_without_parental_background() -> None:
    cube = Cube(
        "t",
        {"area": ("a", "b"), "parental_education": ("l", "h")},
        [[4, 3], [200, 300]],
        sensitive=("parental_education",),
    )
    table = link(cube)
    hidden = {table.layout.cells[n].name for n in np.flatnonzero(primary_cells(table))}
    assert hidden == {"t[area=a, parental_education=l]", "t[area=a, parental_education=h]"}


def test_a_zero_inside_a_shown_zero_is_shown() -> None:
    counts = np.zeros((2, 2, 2), dtype=int)
    counts[0, 1] = [60, 70]
    counts[1] = [[80, 80], [90, 90]]
    table = link(Cube("t", {"a": ("1", "2"), "b": ("1", "2"), "c": ("1", "2")}, counts))
    # (1, 1, all) is 0 in rows of 130 and 160, and so it is shown; (1, 1, 1) tells nothing more.
    assert not primary_cells(table).any()


@pytest.mark.parametrize(
    ("numerator", "denominator", "form", "percent", "pupils"),
    [
        (25, 50, "value", 50, 50),
        (25, 49, "hidden", None, None),
        (9, 99, "hidden", None, None),
        (9, 100, "below", 10, 100),
        (0, 420, "below", 10, 400),
        (395, 400, "above", 90, 400),
        (10, 100, "value", 10, 100),
        (90, 100, "value", 90, 100),
        (91, 100, "above", 90, 100),
        (1, 8, "hidden", None, None),
    ],
)
def test_percentages(numerator: int, denominator: int, form: str, percent: int | None, pupils: int | None) -> None:
    shown = percentage(numerator, denominator)
    assert (shown.form, shown.percent, shown.pupils) == (form, percent, pupils)
    assert shown.code == ("c" if form == "hidden" else "")


def test_uncertain_is_for_analysts_only() -> None:
    assert percentage(15, 40) == HIDDEN
    assert percentage(15, 40, analyst=True).form == "uncertain"
    assert percentage(15, 29, analyst=True) == HIDDEN
    assert percentage(5, 40, analyst=True) == HIDDEN


def test_a_percentage_with_a_hidden_count_is_hidden() -> None:
    assert percentage(250, 500, hidden=True) == HIDDEN


def test_impossible_percentages_are_refused() -> None:
    with pytest.raises(ValueError, match="numerator"):
        percentage(11, 10)


def test_gaps_need_every_share_and_known_parents() -> None:
    good, limit = percentage(30, 100), percentage(3, 100)
    assert gap_showable(good, good, unknown_share=0.2)
    assert not gap_showable(good, limit)
    assert not gap_showable(good, good, unknown_share=0.21)
    assert not gap_showable()


def test_rounding_is_halves_up_and_the_same_everywhere() -> None:
    assert [rounded_count(n) for n in (10, 12, 13, 17, 18)] == [10, 10, 15, 15, 20]
    assert [rounded_base(n) for n in (44, 45, 99, 100, 124, 125, 174, 175)] == [40, 50, 100, 100, 100, 150, 150, 200]
    assert percentage(25, 200).percent == 13  # 12.5


def test_f07_17_percent_of_24_can_only_be_4() -> None:
    """METHOD 3.3 rule 4: an integer percentage with the exact denominator gives the numerator back."""
    assert fitting_numerators(17, 24, exact=True) == {4: 20}
    finding = _percentage_finding(ShownPercentage("Noord", 17, 24, exact=True))
    assert finding is not None and finding.sentence == "Noord: 17% of 24 can only be 4 pupils."


@given(st.integers(50, 3000), st.data())
def test_what_is_shown_as_a_percentage_never_gives_the_numerator_back(denominator: int, data: st.DataObject) -> None:
    numerator = data.draw(st.integers(0, denominator))
    shown = percentage(numerator, denominator)
    if shown.form == "hidden":
        return
    assert shown.percent is not None and shown.pupils is not None
    fits = fitting_numerators(shown.percent, shown.pupils, form=shown.form)
    assert numerator in fits
    assert _percentage_finding(ShownPercentage("x", shown.percent, shown.pupils, form=shown.form)) is None


def test_a_percentage_that_cannot_be_is_a_finding() -> None:
    finding = _percentage_finding(ShownPercentage("x", 33, 10, exact=True))
    assert finding is not None and "no count" in finding.sentence
