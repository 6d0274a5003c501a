"""How publishers write things, and the code that each comes to."""

from __future__ import annotations

import pytest

from kansenbeeld import clock, domain
from kansenbeeld.datasets import labels


@pytest.mark.parametrize(
    ("label", "code"),
    [
        ("VSO", "vso"),
        ("PRO", "pro"),
        ("VMBO_B", "vmbo-bb"),
        ("VMBO_BL", "vmbo-bb"),
        ("VMBO_B_K", "vmbo-bb/kb"),
        ("VMBO_BL_KL", "vmbo-bb/kb"),
        ("VMBO_K", "vmbo-kb"),
        ("VMBO_KL", "vmbo-kb"),
        ("VMBO_K_GT", "vmbo-kb/gt"),
        ("VMBO_KL_GT", "vmbo-kb/gt"),
        ("VMBO_GT", "vmbo-gt"),
        ("VMBO_GT_HAVO", "vmbo-gt/havo"),
        ("HAVO", "havo"),
        ("HAVO_VWO", "havo/vwo"),
        ("VWO", "vwo"),
        ("ADVIES_NIET_MOGELIJK", "geen advies"),
        ("vmbo-basis/kader", "vmbo-bb/kb"),
        ("Vmbo - theoretisch", "vmbo-gt"),
        ("vmbo-theoretisch/havo", "vmbo-gt/havo"),
        ("havo / vwo", "havo/vwo"),
        ("vmbo-bb met lwoo", "vmbo-bb"),
        ("praktijkonderwijs", "pro"),
    ],
)
def test_an_advice_by_its_label(label: str, code: str) -> None:
    assert labels.advice_of(label) == code


@pytest.mark.parametrize("label", ["10", "11", "1", "", "vmbo-gt/vwo", "brugklas", "vmbo"])
def test_no_advice_is_guessed(label: str) -> None:
    assert labels.advice_of(label) is None


def test_our_own_codes_stay_what_they_are() -> None:
    assert [labels.advice_of(code) for code in domain.ADVICES] == list(domain.ADVICES)
    places = [*domain.PLACEMENTS, *domain.ELSEWHERE]
    assert [labels.placement_of(code) for code in places] == places
    assert set(labels.ADVICE_LABELS.values()) == set(domain.ADVICES)
    assert set(labels.PLACEMENT_LABELS.values()) == set(places)


@pytest.mark.parametrize(
    "text",
    [
        "2019/20",
        "2019-20",
        "2019/2020",
        "2019-2020",
        "2019 - 2020",
        "2019–2020",
        "20192020",
        "'19/'20",
        "19/20",
        "schooljaar 2019-2020",
        " 2019_2020 ",
    ],
)
def test_a_school_year_in_every_notation(text: str) -> None:
    assert labels.school_year_of(text) == "2019/20"


@pytest.mark.parametrize("text", ["2019", "2019/21", "2019-2021", "20192021", "'19/'21", "okt-19", "2020/19", "", "x"])
def test_what_is_no_school_year(text: str) -> None:
    assert labels.school_year_of(text) is None


def test_a_school_year_over_the_turn_of_the_century() -> None:
    assert labels.school_year_of("1999-2000") == "1999/00"
    assert labels.school_year_of("98/99") == "1998/99"
    assert labels.school_year_of("99/00") == "1999/00"


def test_a_school_year_later_than_the_next_is_none() -> None:
    now = clock.today().year
    assert labels.school_year_of(f"{now + 1}-{now + 2}") == domain.school_year(now + 1)
    assert labels.school_year_of(f"{now + 2}-{now + 3}") is None
    assert labels.school_year_of("2098/99") is None


@pytest.mark.parametrize(
    ("code", "branch"), [("18BR00", ""), ("18br00", ""), ("18BR 0", ""), ("18BR|00", ""), ("18BR", "0"), ("18BR", "00")]
)
def test_a_school_by_institution_and_branch(code: str, branch: str) -> None:
    assert labels.school_code_of(code, branch) == "18BR00"


@pytest.mark.parametrize(("code", "branch"), [("18BR", ""), ("1800BR", ""), ("18BR001", ""), ("", "00")])
def test_what_is_no_school(code: str, branch: str) -> None:
    assert labels.school_code_of(code, branch) is None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("n", "N"),
        ("Nieuw-West", "F"),
        ("nieuw west", "F"),
        ("Stadsdeel Noord", "N"),
        ("Amsterdam Zuidoost", "T"),
        ("GM0363", "STAD"),
        ("amsterdam", "STAD"),
        ("dx01", "DX01"),
        ("GA01", "GA01"),
        ("Nederland", "NL"),
        ("C", None),
        ("Bos en Lommer", None),
        ("", None),
    ],
)
def test_an_area_by_code_or_name(text: str, code: str | None) -> None:
    assert labels.area_of(text) == code


@pytest.mark.parametrize(("text", "found"), [("<5", (1, 4)), ("< 5", (1, 4)), ("<=5", (1, 5)), ("≤5", (1, 5))])
def test_a_hidden_number_leaves_a_range(text: str, found: tuple[int, int]) -> None:
    assert labels.range_of(text) == found


@pytest.mark.parametrize("text", ["5", "<1", ">5", "<", "<5%"])
def test_what_leaves_no_range(text: str) -> None:
    assert labels.range_of(text) is None


def test_postcodes_and_municipalities() -> None:
    assert labels.postcode_of("1011 ab") == "1011AB"
    assert labels.postcode_of("1011") is None
    assert [labels.municipality_of(text) for text in ("363", "GM0363", "0363", "Amsterdam")] == ["0363"] * 3 + [None]


def test_words_for_no_value() -> None:
    assert all(labels.is_missing(text) for text in ("", " ", ".", "-", "X", "NULL", "n.v.t."))
    assert not labels.is_missing("0")
