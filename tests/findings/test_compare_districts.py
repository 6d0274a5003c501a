"""Districts side by side: in the order chosen, with intervals, and no difference that the intervals do not carry."""

from __future__ import annotations

import itertools

import pytest

from kansenbeeld import findings
from kansenbeeld.domain import THRESHOLDS
from kansenbeeld.findings import Finding, Selection, compare_districts
from kansenbeeld.findings.finding import COMPARED
from kansenbeeld.language import LanguageCode, language
from kansenbeeld.measures.shares import Share, gap
from kansenbeeld.store import Snapshot

KNOWN = ("A", "E", "F", "K", "M", "N", "T")


def _answer(snapshot: Snapshot, *codes: str, code: LanguageCode = "nl", **choices: str) -> Finding:
    selection = Selection(compare=",".join(codes), **choices)  # type: ignore[arg-type]
    return findings.answer("compare_districts", snapshot, selection, code)


def test_they_stand_in_the_order_chosen_with_one_colour_each(snapshot: Snapshot) -> None:
    """Never in order of a value; each has a colour and a mark of its own, in each row of the chart."""
    for codes in (("N", "T", "A"), ("A", "N"), ("T", "A", "N", "K")):
        marks = [trace for trace in _answer(snapshot, *codes).chart["data"] if trace["mode"] == "markers"]  # type: ignore[index]
        names = [trace["name"] for trace in marks]
        table = _answer(snapshot, *codes).table.frame
        assert list(table["area"][: len(codes)]) == names
        assert len({trace["marker"]["color"] for trace in marks}) == len(codes)
        assert len({trace["marker"]["symbol"] for trace in marks}) == len(codes)
        assert all(len(trace["error_x"]["array"]) == len(trace["x"]) for trace in marks)


def test_what_is_said_of_a_pair_is_what_the_interval_of_its_difference_says(snapshot: Snapshot) -> None:
    """Worked out again from the printed shares, for every pair and level: table, headline and key figure."""
    seen = set()
    for (first, second), threshold in itertools.product(itertools.permutations(KNOWN, 2), THRESHOLDS):
        made = _answer(snapshot, first, second, threshold=threshold)
        if made.chart is None:
            continue
        one, other = (
            Share.from_percentage(row["share"], row["n"]) for row in made.table.frame.head(2).to_dict("records")
        )
        difference = gap(one, other)
        assert made.key is not None and made.key.value == pytest.approx(difference.value)
        assert (made.key.low, made.key.high) == pytest.approx((difference.low, difference.high))
        expected = "unclear" if difference.holds_zero else "higher" if difference.value > 0 else "lower"
        opposite = {"unclear": "unclear", "higher": "lower", "lower": "higher"}[expected]
        words = language("nl")
        assert made.table.frame["claim"][1] == words.text(f"compare_districts.claim.{opposite}")
        assert made.key.claim == expected
        assert ("geen aantoonbaar verschil" in made.headline) is difference.holds_zero
        seen.add(expected)
    assert seen == {"unclear", "higher", "lower"}


def test_of_more_than_two_each_is_told_in_the_order_chosen_and_the_pairs_that_differ_are_counted() -> None:
    """With its figure: that pairs differ says nothing to who wants to know how his district is doing."""
    words = language("nl")

    def said(*shares: int) -> str:
        row = compare_districts._Row("advice", tuple(Share(share, 1000) for share in shares))
        return compare_districts._headline(row, ["Noord", "Zuid", "Oost"], Selection(), words)

    told = "Advies havo of hoger kreeg in Noord 50% van de kinderen, in Zuid 70% en in Oost "
    assert said(500, 700, 600) == f"{told}60%. Alle verschillen zijn aantoonbaar."
    assert said(500, 700, 502) == f"{told}50%. Van de 3 verschillen zijn er 2 aantoonbaar."
    assert said(500, 502, 501).endswith("in Oost 50%: geen aantoonbaar verschil.")


def test_what_is_counted_is_what_the_intervals_of_the_differences_say(snapshot: Snapshot) -> None:
    for threshold, codes in itertools.product(THRESHOLDS, itertools.combinations(KNOWN, 4)):
        made = _answer(snapshot, *codes, threshold=threshold)
        if made.chart is None:
            continue
        rows = made.table.frame.head(4).to_dict("records")
        shares = [Share.from_percentage(row["share"], row["n"]) for row in rows]
        apart = sum(not gap(*pair).holds_zero for pair in itertools.combinations(shares, 2))
        expected = {0: "geen aantoonbaar", 6: "Alle verschillen"}.get(apart, f"6 verschillen zijn er {apart} ")
        assert expected in made.headline
        assert made.key is None


@pytest.mark.parametrize("codes", [(), ("N",), ("N", "N"), ("N", "nobody")])
def test_fewer_than_two_ask_for_a_choice(snapshot: Snapshot, codes: tuple[str, ...]) -> None:
    checked = Selection.checked(
        "STAD", "wo", "havo", areas=False, rule="laagste", districts=KNOWN, compare=",".join(codes)
    )
    made = findings.answer("compare_districts", snapshot, checked, "nl")
    assert made.chart is None and not made.answered
    assert made.headline.startswith("Kies twee tot vier stadsdelen")


def test_of_an_address_four_districts_are_taken_in_its_order() -> None:
    given = ",".join(["T", "N", "T", "<b>", *KNOWN])
    checked = Selection.checked("STAD", "wo", "havo", areas=False, rule="laagste", districts=KNOWN, compare=given)
    assert checked.compared == ("T", "N", "A", "E")
    assert len(checked.compared) == COMPARED
    assert Selection().compared == ()


def test_marks_of_a_row_never_lie_over_each_other(snapshot: Snapshot) -> None:
    """So no interval hides another, and each stays nearest to its own row."""
    marks = [one for one in _answer(snapshot, "N", "T", "A", "K").chart["data"] if one["mode"] == "markers"]  # type: ignore[index]
    for row in range(len(marks[0]["y"])):
        places = [trace["y"][row] for trace in marks]
        assert places == sorted(places) and len(set(places)) == 4
        assert all(abs(place - row) < 0.5 for place in places)


def test_of_a_district_with_too_few_pupils_nothing_is_said() -> None:
    """Two that hardly differ, and a third whose share may not be shown: it is not in the sentence."""
    row = compare_districts._Row("advice", (Share(500, 1000), Share(505, 1000), None))
    said = compare_districts._headline(row, ["Noord", "Zuid", "Oost"], Selection(), language("nl"))
    assert said.startswith("In Noord kreeg 50") and "in Zuid 50" in said and "Oost" not in said
