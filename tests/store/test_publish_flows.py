"""Cohort flows in a build: pooled, protected, audited, and nothing raw in what is served."""

from __future__ import annotations

import io
import json
import re
import shutil
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from kansenbeeld.datasets.packages import read_packages, read_tables
from kansenbeeld.exports.tables import finding_csv, resource_frame
from kansenbeeld.findings import Selection, answer
from kansenbeeld.language import language
from kansenbeeld.measures import decomposition, disclosure
from kansenbeeld.measures.flows import flows
from kansenbeeld.measures.shares import Share
from kansenbeeld.store import Snapshot, Store, files
from kansenbeeld.store.build import BuildReport, build
from kansenbeeld.store.errors import BuildError
from kansenbeeld.store.flows import cohort_windows, publish, results, tables


@pytest.fixture(scope="session")
def raw(practice_data: Path) -> pd.DataFrame:
    """The practice cohort as it came."""
    frames = read_tables(read_packages(practice_data))
    return next(frame for resource, frame in frames.items() if resource.contract == "cohort_flow")


def _careless(linked: disclosure.Linked) -> disclosure.Protection:
    """Hide only what is small itself, and nothing for others."""
    primary = disclosure.primary_cells(linked)
    return disclosure.Protection(linked, primary, primary, {}, 10, 5, 10, 0, 0)


@pytest.mark.parametrize(
    ("cohorts", "windows"),
    [
        (["2020/21", "2021/22", "2022/23"], [("2020/21", "2021/22", "2022/23")]),
        # A moving window beside another would give single cohorts away; a rest of fewer than three stays away.
        (["2014/15", "2015/16", "2016/17", "2017/18"], [("2015/16", "2016/17", "2017/18")]),
        # None runs across the year without a test, or into the new test.
        (
            ["2016/17", "2017/18", "2018/19", "2019/20", "2020/21", "2021/22", "2022/23", "2023/24"],
            [("2020/21", "2021/22", "2022/23")],
        ),
        (["2021/22"], [("2021/22",)]),
    ],
)
def test_windows_of_cohorts(cohorts: list[str], windows: list[tuple[str, ...]]) -> None:
    assert cohort_windows(cohorts) == windows


def test_the_store_that_is_served_holds_nothing_raw(
    practice_build: tuple[Path, BuildReport], raw: pd.DataFrame
) -> None:
    folder, report = practice_build
    assert "cohort_flow" not in report.rows
    path = files.version_file(folder, report.version)
    private = folder / "private" / f"raw-{report.version}.duckdb"
    assert private.is_file() and private.stat().st_mode & 0o077 == 0
    assert private.parent.stat().st_mode & 0o077 == 0
    rows = Store(folder).snapshot().rows("flow_counts", tab="cube", moment="year3")
    assert rows
    assert all(row["pupils"] is None or row["pupils"] % 5 == 0 for row in rows)
    assert {row["code"] for row in rows if row["pupils"] is None} == {"c"}
    assert path.is_file()
    with duckdb.connect(private, read_only=True) as connection:
        kept = connection.execute('select sum(pupils) from "practice_cohort/year3"').fetchone()
    assert kept is not None
    assert kept[0] == raw["pupils"].sum()


def test_the_report_names_every_table(practice_build: tuple[Path, BuildReport]) -> None:
    report = practice_build[1].disclosure
    for word in ("cube:year3", "flow:year3", "unknown:year3", "for others", "narrowest"):
        assert word in report


def test_no_small_count_is_shown(practice: Snapshot, raw: pd.DataFrame) -> None:
    """Each shown cell of the cube is at least 10 in the raw counts, or a zero in a row of 100 or more."""
    rows = tables.unsplit(tables.with_classes(raw))
    reached = {member: group for group, members in tables.domain.REACHED.items() for member in members}
    groups = {member: group for group, members in tables.domain.ADVICE_GROUPS.items() for member in members}
    true = (
        rows.assign(advice=rows["advice_class"].map(groups), placement=rows["placement_class"].map(reached))
        .groupby(["area_code", "parental_education", "advice", "placement"])["pupils"]
        .sum()
    )
    shown = [
        row
        for row in practice.rows("flow_counts", tab="cube", moment="year3")
        if row["pupils"] is not None and all(row[name] for name in true.index.names)
    ]
    assert len(shown) > 40
    for row in shown:
        exact = true.get(tuple(row[name] for name in true.index.names), 0)
        assert exact == 0 or exact >= 10
        assert abs(exact - row["pupils"]) <= 2


def test_a_build_that_gives_a_count_away_fails(
    practice_data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If the pattern of hidden cells is not good enough, the audit stops the build and nothing is published."""
    monkeypatch.setattr("kansenbeeld.measures.disclosure.protect", _careless)
    with pytest.raises(BuildError, match=r"practice_cohort/year3\.csv"):
        build(tmp_path / "store", practice_data)
    assert files.current(tmp_path / "store") is None
    assert not list((tmp_path / "store").glob("*.duckdb"))


def test_results_are_those_of_the_measure(practice: Snapshot, raw: pd.DataFrame) -> None:
    rows = tables.unsplit(tables.with_classes(raw))
    counts = [
        count
        for group in (results.LOW, results.HIGH)
        for count in results._placed(rows[rows["parental_education"] == group])
    ]
    expected = decomposition.kitagawa(*decomposition.merge_small(*counts).counts)
    found = {
        row["measure"]: row["value"]
        for row in practice.rows("flow_results", moment="year3")
        if row["area_code"] == "" and row["variant"] == "laagste" and not row["grp"]
    }
    assert found["split_gap"] == pytest.approx(100 * expected.gap, abs=0.051)
    assert found["split_advice"] == pytest.approx(100 * expected.advice, abs=0.051)
    assert found["split_after_advice"] == pytest.approx(100 * expected.after_advice, abs=0.051)
    assert found["extra_pupils"] == pytest.approx(expected.extra_pupils / 3, abs=0.51)


def test_three_parts_sum_to_the_gap(practice: Snapshot) -> None:
    found = {
        row["measure"]: row["value"] for row in practice.rows("flow_results", moment="year3") if not row["area_code"]
    }
    parts = sum(found[f"three_{part}"] for part in ("test", "advice", "placement"))
    assert parts == pytest.approx(found["split_gap"], abs=0.2)


def test_small_districts_are_not_split(practice: Snapshot) -> None:
    """METHOD 2.6: a district only with three cohorts and 400 pupils of either group; Weesp has fewer."""
    split = {row["area_code"] for row in practice.rows("flow_results", moment="year3") if row["measure"] == "split_gap"}
    assert "" in split and "F" in split
    assert "S" not in split and "A" not in split


def test_results_of_few_pupils_are_whole_numbers(practice: Snapshot) -> None:
    for row in practice.rows("flow_results", moment="year3"):
        assert row["pupils"] >= 50 and row["pupils"] % 10 == 0
        if row["pupils"] < 1000:
            assert float(row["value"]).is_integer()


def test_hidden_counts_stay_hidden(raw: pd.DataFrame) -> None:
    """Where the source hides counts, only bounds that hold the truth leave, and no result."""
    small = raw["pupils"] < 5
    hidden = raw.assign(
        pupils=raw["pupils"].mask(small),
        pupils_lo=raw["pupils_lo"].mask(small, 1),
        pupils_hi=raw["pupils_hi"].mask(small, 4),
    )
    found = publish(hidden, "d", "r")
    assert found.results.empty
    assert found.counts["pupils"].isna().all()
    true = tables.with_classes(raw).groupby(["parental_education", "advice_class", "placement_class"])["pupils"].sum()
    for row in found.counts.to_dict("records"):
        exact = true[row["parental_education"], row["advice"], row["placement"]]
        assert row["pupils_lo"] <= exact <= row["pupils_hi"]
        assert row["pupils_lo"] % 5 == row["pupils_hi"] % 5 == 0


def test_moments_that_disagree_on_the_pupils_stop_the_build(practice_data: Path, tmp_path: Path) -> None:
    data = Path(shutil.copytree(practice_data, tmp_path / "data"))
    path = data / "practice_cohort" / "year3.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    extra = [line.replace(",year3,", ",diploma,") for line in lines[1:200]]
    path.write_text("".join([*lines, *extra]), encoding="utf-8")
    with pytest.raises(BuildError, match="disagree"):
        build(tmp_path / "store", data)


def test_shipped_data_have_no_cohort_flow(snapshot: Snapshot) -> None:
    assert snapshot.rows("flow_results", moment="year3") == []
    assert snapshot.rows("flow_counts", tab="flow", moment="year3") == []


def test_a_split_by_sex_goes_through_the_same_protection(raw: pd.DataFrame) -> None:
    """Rows by sex beside those of all pupils: a table more in the same system, and the same cells stay hidden."""
    # One district is enough of a city, and protects in a third of the time.
    city = raw[raw["area_code"] == "F"]
    girls = city.assign(sex="v", pupils=city["pupils"] // 2)
    boys = city.assign(sex="m", pupils=city["pupils"] - city["pupils"] // 2)
    found = publish(pd.concat([city, girls, boys]), "d", "r")
    assert "sex:year3" in found.report
    split = found.counts[(found.counts["tab"] == "sex") & (found.counts["split"] != "")]
    assert set(split["split"]) == {"m", "v"}
    assert split["pupils"].dropna().mod(5).eq(0).all()


def test_what_leaves_holds_no_unrounded_count(practice: Snapshot) -> None:
    """METHOD 3.6 test 6: no number of pupils on a page, in a chart or in a download is exact."""
    words = language("nl")
    for question in ("advice_to_placement", "at_advice", "where_gap_arises"):
        for district in ("STAD", "F", "S"):
            finding = answer(question, practice, Selection(district=district), "nl")
            payload = json.dumps(finding.chart, ensure_ascii=False) + finding.headline
            counts = re.findall(r"ongeveer ([\d.]+) (?:leerlingen|kinderen)", payload)
            assert all(int(count.replace(".", "")) % 5 == 0 for count in counts)
            if finding.chart is None:
                continue
            sheet = pd.read_csv(io.BytesIO(finding_csv(finding, words)), sep=";", decimal=",")
            for column in finding.table.columns:
                if column.kind == "count":
                    assert (sheet[column.label] % 10 == 0).all()


def test_downloads_of_the_dataset_are_the_protected_tables(practice: Snapshot) -> None:
    frame = resource_frame(practice, "practice_cohort", "year3", "cohort_flow")
    assert frame["pupils"].dropna().mod(5).eq(0).all()
    assert (frame["pupils"].isna() == frame["code"].eq("c")).all()
    assert frame["pupils"].isna().any()


def test_no_share_can_be_worked_out_from_its_siblings(practice: Snapshot) -> None:
    """At, above and below the advice sum to 100%: all of them stand, under both rules, or none does."""
    found: dict[tuple[str, str, str], set[tuple[str, str]]] = {}
    for row in practice.rows("flow_results", moment="year3"):
        if row["measure"] in ("op", "boven", "onder"):
            key = (row["area_code"], row["grp"], row["detail"])
            found.setdefault(key, set()).add((row["variant"], row["measure"]))
    assert len(found) > 20
    for (_, _, advice), shown in found.items():
        for rule in ("laagste", "interval"):
            missing = {"op", "boven", "onder"} - {measure for variant, measure in shown if variant == rule}
            structural = {"pro": {"onder"}, "vwo": {"boven"}}.get(advice, set())
            if advice == "havo/vwo" and rule == "interval":
                structural = {"boven"}
            assert missing <= structural, (advice, rule, missing)


@pytest.mark.parametrize(
    ("apart", "placed", "stands"), [(5, 500, False), (9, 500, False), (10, 500, True), (40, 500, True)]
)
def test_the_two_rules_side_by_side_give_no_small_count_away(apart: int, placed: int, stands: bool) -> None:
    """Pupils with a double advice at its upper level are what the rules differ in: fewer than 10 stay hidden."""
    advice = ["havo", "havo", "havo", "havo/vwo"]
    placement = ["vmbo-gt", "havo", "vwo", "vwo"]
    placed = 500
    pupils = [60, placed - 160 - apart, 100, apart]
    by_rule = {rule: flows(advice, placement, pupils, rule).total for rule in ("laagste", "interval")}
    assert all(Share(flow.op * flow.placed, flow.placed).showable for flow in by_rule.values())
    assert bool(list(results._both_rules(by_rule, {}))) is stands


@pytest.mark.parametrize(("placed", "stands"), [(200, True), (90, False)])
def test_no_difference_between_the_rules_is_told_of_large_groups_only(placed: int, stands: bool) -> None:
    advice, placement = ["havo"] * 3, ["vmbo-gt", "havo", "vwo"]
    pupils = [20, placed - 40, 20]
    by_rule = {rule: flows(advice, placement, pupils, rule).total for rule in ("laagste", "interval")}
    assert bool(list(results._both_rules(by_rule, {}))) is stands
