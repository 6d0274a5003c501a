"""Metadata: a complete description passes, each gap is named, and chips fit what is counted."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from good_rows import description

from kansenbeeld import paths
from kansenbeeld.clock import today
from kansenbeeld.datasets.contracts import CONTRACTS
from kansenbeeld.datasets.descriptions import describe
from kansenbeeld.datasets.packages import read_packages
from kansenbeeld.language import language
from kansenbeeld.screening.checks import metadata
from kansenbeeld.screening.report import RESULTS


def _codes(contract: str = "position_counts", **changes: Any) -> dict[str, str]:
    checks = metadata.check("t.csv", CONTRACTS[contract], description(contract, **changes))
    return {check.code: check.result for check in checks}


def test_a_complete_description_passes() -> None:
    assert _codes() == {"metadata.complete": "pass"}


def test_without_a_description_it_is_asked_later() -> None:
    (check,) = metadata.check("t.csv", None, None)
    assert (check.code, check.result) == ("metadata.asked_later", "pass")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"title": {"nl": "Een", "en": ""}}, "text_missing"),
        ({"title": {"nl": "a" * 601, "en": "b"}}, "text_strange"),
        ({"title": {"nl": "Pupils", "en": "Pupils"}}, "text_same"),
        ({"caveats": ()}, "no_caveat"),
        ({"dataset": "../x"}, "name"),
        ({"dataset": "Big Name"}, "name"),
        ({"name": "a" * 65}, "name"),
        ({"publisher": ""}, "no_publisher"),
        ({"licence_name": "free"}, "licence"),
        ({"sources": ()}, "no_source"),
        ({"sources": (("", "https://duo.nl"),)}, "no_source"),
        ({"sources": (("DUO", "https://duo.nl"), ("x", "file:///etc/passwd"))}, "address"),
        ({"licence_url": "javascript:alert(1)"}, "address"),
        ({"retrieved": today() + dt.timedelta(days=1)}, "retrieved"),
        ({"status": "schatting"}, "estimate"),
        ({"status": "official"}, "status"),
        ({"chips": {"rule": "highest"}}, "chip"),
        ({"chips": {"source": "D U O"}}, "chip_form"),
        ({"chips": {"parent_edu_def": "three", "loc_basis": "po_school"}}, "parents_at_school"),
    ],
)
def test_a_fault_is_named(changes: dict[str, Any], code: str) -> None:
    assert _codes(**changes) == {f"metadata.{code}": "fail"} or _codes(**changes).get(f"metadata.{code}") == "fail"


def test_the_same_period_and_place_in_both_languages_is_fine() -> None:
    assert _codes(period={"nl": "2019", "en": "2019"}, place={"nl": "Oost", "en": "Oost"}) == {
        "metadata.complete": "pass"
    }


def test_figures_were_taken_today_at_the_latest() -> None:
    assert _codes(retrieved=today()) == {"metadata.complete": "pass"}


def test_a_source_that_nobody_can_look_up_warns() -> None:
    assert _codes(sources=(("DUO", ""),)) == {"metadata.source_unseen": "warning"}


def test_districts_of_nowhere_warn() -> None:
    assert _codes(chips={"loc_basis": "none"}) == {"metadata.no_basis": "warning"}
    assert _codes(chips={"loc_basis": "none", "area_version": "none"}) == {"metadata.complete": "pass"}


@pytest.mark.parametrize(("contract", "basis"), [("school_advice", "po_school"), ("school_positions", "vo_school")])
def test_schools_stand_where_they_stand(contract: str, basis: str) -> None:
    assert _codes(contract, chips={"loc_basis": basis}) == {"metadata.complete": "pass"}
    assert _codes(contract) == {"metadata.school_basis": "fail"}
    assert _codes(contract, chips={"loc_basis": basis, "parent_edu_def": "three"}) == {
        "metadata.school_parents": "fail"
    }


def test_a_flow_names_its_definition_of_parents() -> None:
    assert _codes("cohort_flow") == {"metadata.no_parents": "fail"}


def test_a_table_of_another_kind_is_not_described() -> None:
    checks = metadata.check("t.csv", CONTRACTS["areas"], description("position_counts"))
    assert [check.code for check in checks] == ["metadata.no_table"]


def test_what_ships_is_described_well() -> None:
    faults = set()
    for package in read_packages(paths.DATA):
        whole = describe(package)
        for table in whole.tables:
            checks = metadata.check("t.csv", CONTRACTS[table.contract], whole)
            faults |= {(package.name, check.code) for check in checks if check.result == RESULTS[-1]}
    assert faults == set()


@pytest.mark.parametrize("code", ["nl", "en"])
def test_every_line_has_its_sentence(code: str) -> None:
    words = language(code)  # type: ignore[arg-type]
    for check in metadata.check("t.csv", None, description("position_counts", dataset="X", publisher="", sources=())):
        assert check.sentence(words).endswith(".")
        assert check.where(words).startswith("t.csv")


@pytest.mark.parametrize(
    ("period", "years", "fits"),
    [
        ("2019/20", ((2019, 2019),), True),
        ("2019-2020", ((2019, 2019),), True),
        ("2019/20 - 2021/22", ((2019, 2019), (2020, 2020), (2021, 2021)), True),
        ("2019/20 - 2021/22", ((2019, 2019), (2020, 2020)), False),
        ("2019/20 - 2021/22", ((2019, 2019), (2021, 2021), (2022, 2022)), False),
        ("2018", ((2019, 2019),), False),
        ("1998-2002", ((1998, 2002),), True),
        ("born 2003-2006, advice 2014-2018", ((2014, 2018),), True),
        ("school years", ((2019, 2019),), True),
        ("2019/20", (), True),
    ],
)
def test_the_period_is_that_of_the_file(period: str, years: tuple[tuple[int, int], ...], fits: bool) -> None:
    told = description("position_counts", period={"nl": period, "en": period})
    checks = {check.code: check for check in metadata.check("t.csv", CONTRACTS["position_counts"], told, years)}
    assert ("metadata.years_differ" in checks) is not fits
    assert fits or checks["metadata.years_differ"].result == "warning"
