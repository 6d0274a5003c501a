"""Two data versions held against each other: what one hides may not be shown by the other."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from kansenbeeld.store import Snapshot, uncovering
from kansenbeeld.store.files import version_file
from kansenbeeld.store.uncovering import Fault, overlapping

HERE, EARLIER = "0" * 12, "1" * 12
WINDOW = "2020/21-2022/23"
LATER = "2021/22-2023/24"
HIDDEN = "pupils = null, code = 'c'"

TABLES = f"""
create table datasets as select 'd' as dataset, date '2026-11-01' as retrieved;
create table resources as from (values ('d', 'rows', 'cohort_flow'), ('duo', 'rows', 'school_advice'))
    as t (dataset, resource, contract);
create table flow_counts as
select 'd' as dataset, 'rows' as resource, '{WINDOW}' as cohorts, 'year3' as moment, 'cube' as tab, area_code,
    'alle' as parental_education, advice, '' as placement, '' as split, 20 as pupils, '' as code
from (values (''), ('A'), ('E')) as areas (area_code), (values ('havo'), ('vwo')) as advices (advice);
create table place_counts as
select 'd' as dataset, 'rows' as resource, 'year3' as moment, '{WINDOW}' as cohorts, municipality, area_code,
    parental_education, '' as placement, 20 as pupils, '' as code
from (values ('7001', ''), ('7001', 'WK700101'), ('7001', 'other'), ('7002', '')) as areas (municipality, area_code),
    (values ('hbo_wo'), ('max_mbo1')) as parents (parental_education);
create table school_advice as
select dataset, 'rows' as resource, '2020/21' as school_year, school_code, advice, 20 as pupils
from (values ('d'), ('duo')) as t (dataset), (values ('18BR00'), ('18BR01')) as schools (school_code),
    (values ('havo'), ('vwo')) as advices (advice);
"""
"""What three tables of protected counts look like, with nothing hidden."""

Versions = Callable[..., Snapshot]


@pytest.fixture
def versions(tmp_path: Path) -> Versions:
    """Make a version out of the tables and of what is done to them."""

    def made(version: str, *statements: str) -> Snapshot:
        path = version_file(tmp_path, version)
        with duckdb.connect(str(path)) as connection:
            for statement in (TABLES, *statements):
                connection.execute(statement)
        return Snapshot(path, version)

    return made


def held(one: Snapshot, other: Snapshot) -> Fault | None:
    return uncovering.fault(uncovering.of_snapshot(one, ["d", "duo"]), other)


def test_the_same_pattern_is_no_fault(versions: Versions) -> None:
    hide = f"update place_counts set {HIDDEN} where area_code = 'other'"
    # Counts may differ where both show them.
    assert held(versions(HERE, hide), versions(EARLIER, hide, "update flow_counts set pupils = 25")) is None


@pytest.mark.parametrize(
    ("hide", "found"),
    [
        (f"update flow_counts set {HIDDEN} where area_code = 'E'", Fault("d", "flow_counts", WINDOW, "E", 2)),
        (
            f"update flow_counts set {HIDDEN} where area_code = '' and advice = 'vwo'",
            Fault("d", "flow_counts", WINDOW, "", 1),
        ),
        (
            f"update place_counts set {HIDDEN} where area_code = 'WK700101' and parental_education = 'hbo_wo'",
            Fault("d", "place_counts", WINDOW, "7001/WK700101", 1),
        ),
        (
            f"update place_counts set {HIDDEN} where municipality = '7002'",
            Fault("d", "place_counts", WINDOW, "7002", 2),
        ),
        (
            "update school_advice set pupils = null where school_code = '18BR01' and advice = 'vwo'",
            Fault("d", "school_advice", "2020/21", "18BR01", 1),
        ),
    ],
)
def test_a_cell_that_one_hides_and_the_other_shows_is_found(hide: str, found: Fault, versions: Versions) -> None:
    one, other = versions(HERE), versions(EARLIER, hide)
    assert held(one, other) == found
    assert held(other, one) == found


def test_another_name_of_the_table_hides_nothing(versions: Versions) -> None:
    rename = (f"update {table} set resource = 'other'" for table in ("flow_counts", "place_counts", "resources"))
    hide = f"update flow_counts set {HIDDEN} where area_code = 'E'"
    assert held(versions(HERE, hide, *rename), versions(EARLIER)) == Fault("d", "flow_counts", WINDOW, "E", 2)


def test_a_cell_that_two_tables_of_a_version_have_is_shown_by_either(versions: Versions) -> None:
    twice = (
        "insert into flow_counts from flow_counts",
        f"update flow_counts set resource = 'more', {HIDDEN} where rowid >= 6",
    )
    assert held(versions(HERE, *twice), versions(EARLIER)) is None


def test_codes_with_a_slash_are_not_taken_for_each_other(versions: Versions) -> None:
    advice = "insert into flow_counts select * replace ('vmbo-gt' as advice, 'havo/vwo' as placement) from flow_counts"
    both = (
        f"{advice} limit 1",
        f"{advice.replace('vmbo-gt', 'vmbo-gt/havo').replace('havo/vwo', 'vwo')} limit 1",
    )
    hide = f"update flow_counts set {HIDDEN} where placement = 'vwo'"
    found = held(versions(HERE, *both), versions(EARLIER, *both, hide))
    assert found and (found.table, found.cells) == ("flow_counts", 1)


@pytest.mark.parametrize(
    "change",
    [
        "delete from place_counts where area_code = 'WK700101'",
        "update place_counts set area_code = 'WK700102' where area_code = 'WK700101'",
        "delete from place_counts where municipality = '7001' and area_code <> ''",
    ],
)
def test_an_area_that_stands_apart_in_one_only_is_found(change: str, versions: Versions) -> None:
    """What the other shows of the areas that are taken together gives it away by subtraction."""
    one, other = versions(HERE), versions(EARLIER, change)
    for found in (held(one, other), held(other, one)):
        assert found and (found.table, found.place) == ("place_counts", "7001/WK700101")


def test_a_place_or_school_of_one_side_alone_is_no_fault(versions: Versions) -> None:
    one = versions(
        HERE, "delete from place_counts where municipality = '7002'", "delete from school_advice where advice = 'vwo'"
    )
    hide = f"update place_counts set {HIDDEN} where municipality = '7002'"
    other = versions(EARLIER, hide, "update school_advice set pupils = null where advice = 'vwo'")
    assert held(one, other) is None


@pytest.mark.parametrize("table", ["flow_counts", "place_counts"])
def test_windows_that_share_some_cohorts_are_found(table: str, versions: Versions) -> None:
    one, other = versions(HERE, f"update {table} set cohorts = '{LATER}'"), versions(EARLIER)
    assert held(one, other) == Fault("d", table, LATER, overlapped=WINDOW)
    assert held(other, one) == Fault("d", table, WINDOW, overlapped=LATER)


def test_one_cohort_more_is_found(versions: Versions) -> None:
    one = versions(HERE, "update place_counts set cohorts = '2020/21-2021/22'")
    assert held(one, versions(EARLIER)) == Fault("d", "place_counts", "2020/21-2021/22", overlapped=WINDOW)


def test_what_a_publisher_hid_by_school_is_its_own(versions: Versions) -> None:
    hide = "update school_advice set pupils = null where dataset = 'duo'"
    assert held(versions(HERE), versions(EARLIER, hide)) is None


def test_only_the_datasets_asked_for_are_held_against_others(versions: Versions) -> None:
    one, other = versions(HERE), versions(EARLIER, f"update flow_counts set {HIDDEN}")
    assert uncovering.of_snapshot(one, ["duo", "geo"]) == {}
    assert uncovering.fault(uncovering.of_snapshot(one, ["duo", "d"]), other) is not None


@pytest.mark.parametrize(
    "older", ["drop table place_counts", "alter table place_counts drop municipality", "drop table school_advice"]
)
def test_what_an_older_version_lacks_is_passed_over(older: str, versions: Versions) -> None:
    one = versions(HERE, f"update flow_counts set {HIDDEN} where area_code = 'E'")
    other = versions(EARLIER, older)
    for found in (held(one, other), held(other, one)):
        assert found == Fault("d", "flow_counts", WINDOW, "E", 2)


def test_a_column_more_is_no_fault(versions: Versions) -> None:
    assert held(versions(HERE, "alter table place_counts add percent double"), versions(EARLIER)) is None


def test_tables_that_are_not_written_yet_give_the_same_cells(versions: Versions, tmp_path: Path) -> None:
    one = versions(HERE, f"update place_counts set {HIDDEN} where area_code = 'other'")
    one.close()
    names = ("resources", "flow_counts", "place_counts", "school_advice")
    with duckdb.connect(version_file(tmp_path, HERE), read_only=True) as connection:
        tables = {name: connection.execute(f"from {name}").df() for name in names}
    mine = uncovering.of_tables(tables)
    assert uncovering.against_folder(mine, tmp_path, EARLIER) is None
    other = versions(EARLIER)
    other.close()
    assert uncovering.against_folder(mine, tmp_path, HERE) == (
        EARLIER,
        Fault("d", "place_counts", WINDOW, "7001/other", 2),
    )
    # Its own file is not held against it, and nobody can subtract what can't be opened.
    assert uncovering.against_folder(mine, tmp_path, EARLIER) is None
    version_file(tmp_path, EARLIER).write_bytes(b"not a database")
    assert uncovering.against_folder(mine, tmp_path, "2" * 12) is None


def test_a_version_without_protected_counts_has_nothing_to_hold(versions: Versions) -> None:
    empty = [f"delete from {table}" for table in ("flow_counts", "place_counts", "school_advice")]
    assert uncovering.of_snapshot(versions(HERE, *empty), ["d", "duo"]) == {}


@pytest.mark.parametrize(
    ("ones", "others", "found"),
    [
        (["2020/21-2022/23"], ["2020/21-2022/23"], False),
        (["2020/21-2022/23"], ["2023/24-2025/26"], False),
        (["2020/21-2022/23"], ["2022/23"], True),
        (["2019/20"], ["2019/20"], False),
        (["2017/18-2018/19"], ["2018/19-2020/21"], True),
        (["2017/18-2018/19", "2018/19-2020/21"], ["2018/19-2020/21"], False),
        (["2017/18-2018/19"], ["2017/18-2018/19", "2018/19-2020/21"], False),
    ],
)
def test_overlapping_windows(ones: list[str], others: list[str], found: bool) -> None:
    assert (overlapping(ones, others) is not None) is found
