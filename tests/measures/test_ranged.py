"""A share of which some counts are hidden: the whole range that they leave, and nothing where it may not be shown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kansenbeeld.measures.ranged import RangedShare


@pytest.mark.parametrize(
    ("share", "percent"),
    [
        (RangedShare(40, 40, 60, 60), (40, 40)),
        (RangedShare(40, 46, 60, 66), (38, 43)),
        (RangedShare(24, 24, 25, 25), None),
        (RangedShare(9, 9, 60, 60), None),
        (RangedShare(60, 60, 9, 12), None),
        (RangedShare(1, 8, 120, 130), (0, 10)),
        (RangedShare(120, 130, 0, 9), (90, 100)),
        (RangedShare(0, 0, 0, 0), None),
    ],
)
def test_what_is_shown(share: RangedShare, percent: tuple[int, int] | None) -> None:
    assert share.percent() == percent


COUNTS = st.integers(10, 200)
HIDDEN = st.integers(0, 8)


@given(COUNTS, COUNTS, HIDDEN, HIDDEN, st.data())
def test_the_true_share_lies_in_the_range(
    reached: int, below: int, hidden_reached: int, hidden_below: int, data: st.DataObject
) -> None:
    share = RangedShare(reached, reached + hidden_reached, below, below + hidden_below)
    shown = share.percent()
    if shown is None:
        assert share.pupils_lo < 50
        return
    true_reached = reached + data.draw(st.integers(0, hidden_reached))
    true_below = below + data.draw(st.integers(0, hidden_below))
    true = 100 * true_reached / (true_reached + true_below)
    assert shown[0] - 0.5 <= true <= shown[1] + 0.5


def test_years_are_pooled_with_their_ranges() -> None:
    assert RangedShare(1, 4, 10, 10) + RangedShare(5, 5, 1, 4) == RangedShare(6, 9, 11, 14)
