from __future__ import annotations

from typing import get_args

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kansenbeeld import domain
from kansenbeeld.measures.flows import flows
from kansenbeeld.measures.positions import Rule

ROWS = [
    ("pro", "pro", 10),
    ("pro", "vmbo-bb", 2),
    ("havo", "vmbo-gt", 20),
    ("havo", "havo", 50),
    ("havo", "havo/vwo", 10),
    ("havo/vwo", "vwo", 30),
    ("vwo", "vwo", 60),
    ("vwo", "havo", 18),
    ("vwo", "year_1_2", 5),
    ("havo", "left", 3),
    ("havo", None, 2),
    ("vso", "vso", 7),
    ("geen advies", "havo", 4),
]


def test_flows_by_hand() -> None:
    advice, placement, pupils = (list(column) for column in zip(*ROWS, strict=True))
    found = flows(advice, placement, pupils, "laagste")
    total = found.total
    assert (total.pupils, total.placed, found.without_level) == (210, 200, 11)
    assert (total.op, total.boven, total.onder) == pytest.approx((120 / 200, 42 / 200, 38 / 200))
    assert total.netto == pytest.approx(4 / 200)
    assert (total.able_to_rise, total.able_to_fall) == (122, 188)
    assert (total.opstroom, total.afstroom) == pytest.approx((42 / 122, 38 / 188))
    assert total.elsewhere == pytest.approx({"year_1_2": 5 / 210, "left": 3 / 210, "vso": 0, "unknown": 2 / 210})
    assert list(found.by_advice) == ["pro", "havo", "havo/vwo", "vwo"]
    havo = found.by_advice["havo"]
    assert (havo.placed, havo.op, havo.boven, havo.onder) == pytest.approx((80, 50 / 80, 10 / 80, 20 / 80))
    assert np.isnan(found.by_advice["vwo"].opstroom)
    assert np.isnan(found.by_advice["pro"].afstroom)


def test_interval_rule_calls_fewer_risen_and_has_fewer_who_can() -> None:
    advice, placement, pupils = (list(column) for column in zip(*ROWS, strict=True))
    total = flows(advice, placement, pupils, "interval").total
    assert (total.op, total.boven, total.onder) == pytest.approx((160 / 200, 2 / 200, 38 / 200))
    assert (total.able_to_rise, total.opstroom) == pytest.approx((92, 2 / 92))


def test_rows_without_any_advice_and_no_rows_at_all() -> None:
    assert flows([None, None], [None, "havo"], [3, 4], "laagste").without_level == 7
    empty = flows([], [], [], "laagste")
    assert (empty.total.pupils, empty.by_advice, empty.without_level) == (0, {}, 0)


def test_rows_may_be_single_pupils() -> None:
    advice, placement, pupils = (list(column) for column in zip(*ROWS, strict=True))
    one_by_one = flows(np.repeat(advice, pupils), np.repeat(placement, pupils), np.ones(sum(pupils)), "laagste")
    assert one_by_one.total == flows(advice, placement, pupils, "laagste").total


def test_nobody_placed_gives_no_share() -> None:
    total = flows(["havo"], ["left"], [4], "laagste").total
    assert (total.pupils, total.placed) == (4, 0)
    assert np.isnan([total.op, total.boven, total.onder, total.opstroom, total.afstroom]).all()
    assert total.elsewhere["left"] == 1


@pytest.mark.parametrize(
    ("advice", "placement", "pupils"),
    [(["havo"], ["havo", "vwo"], [1]), (["havo"], ["havo"], [-1]), (["havo"], ["havo"], [float("nan")])],
)
def test_impossible_rows_are_refused(advice: list[str], placement: list[str], pupils: list[float]) -> None:
    with pytest.raises(ValueError, match=r"length|0 or more"):
        flows(advice, placement, pupils, "laagste")


rows = st.lists(
    st.tuples(
        st.sampled_from(list(domain.ADVICES)),
        st.sampled_from([*domain.PLACEMENTS, *domain.ELSEWHERE]),
        st.integers(0, 50),
    ),
    min_size=1,
    max_size=30,
)


@settings(max_examples=50, deadline=None)
@given(rows, st.sampled_from(get_args(Rule)))
def test_everybody_is_somewhere_once(found_rows: list[tuple[str, str, int]], rule: Rule) -> None:
    advice, placement, pupils = (list(column) for column in zip(*found_rows, strict=True))
    found = flows(advice, placement, pupils, rule)
    total = found.total
    assert total.pupils + found.without_level == sum(pupils)
    assert sum(flow.pupils for flow in found.by_advice.values()) == total.pupils
    if total.pupils:
        assert total.placed / total.pupils + sum(total.elsewhere.values()) == pytest.approx(1)
    if total.placed:
        assert total.op + total.boven + total.onder == pytest.approx(1)
    if total.able_to_rise:
        # Nobody who can't rise is counted among the risen, so that the risen are the same pupils.
        assert total.opstroom * total.able_to_rise == pytest.approx(total.boven * total.placed)
        assert total.opstroom <= 1 + 1e-12
    if total.able_to_fall:
        assert total.afstroom * total.able_to_fall == pytest.approx(total.onder * total.placed)


@settings(max_examples=50, deadline=None)
@given(rows)
def test_the_rules_agree_on_who_is_below(found_rows: list[tuple[str, str, int]]) -> None:
    advice, placement, pupils = (list(column) for column in zip(*found_rows, strict=True))
    lowest, interval = (flows(advice, placement, pupils, rule).total for rule in get_args(Rule))
    if lowest.placed:
        assert lowest.onder == interval.onder
        assert interval.boven <= lowest.boven
        assert interval.op - lowest.op == pytest.approx(lowest.boven - interval.boven)
