"""Counts by place: what leaves of an invented country gives no small count away, whoever adds it up."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from benchmarks.national import pupils
from kansenbeeld import domain
from kansenbeeld.datasets.contracts import PUPILS
from kansenbeeld.datasets.errors import DatasetError
from kansenbeeld.datasets.packages import read_packages
from kansenbeeld.language import language
from kansenbeeld.paths import DATA, QUERIES
from kansenbeeld.store import queries
from kansenbeeld.store.engines import PupilRows
from kansenbeeld.store.engines.on_duckdb import DuckEngine
from kansenbeeld.store.flows import tables
from kansenbeeld.store.national import PLACE_COLUMNS, no_places, of_flow, place_inputs, places, publish, windows
from kansenbeeld.store.pupils import counted


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> PupilRows:
    folder = tmp_path_factory.mktemp("national") / pupils.DATASET
    pupils.generate(folder, 400_000)
    return PupilRows(str(folder / pupils.RESOURCE))


@dataclasses.dataclass(frozen=True)
class _FewMunicipalities:
    """The engine of the product, of which a test keeps one municipality in fifty, so that it ends soon."""

    engine: DuckEngine
    every: int = 50

    def run(self, query: str, inputs: dict[str, object], **parameters: str) -> pa.Table:
        answer = self.engine.run(query, inputs, **parameters)  # type: ignore[arg-type]
        keep = [int(code) % self.every == 1 or code == "0363" for code in answer["municipality"].to_pylist()]
        return answer.filter(pa.array(keep))


@pytest.fixture(scope="module")
def published(rows: PupilRows) -> dict[str, pd.DataFrame]:
    with DuckEngine() as engine:
        few = _FewMunicipalities(engine)
        return dict(publish(few, rows, "practice_national", "pupils", lambda line: None, workers=1))  # type: ignore[arg-type]


def test_windows_neither_overlap_nor_cross_a_break() -> None:
    found = windows(pupils.COHORTS)
    used = [cohort for cohorts in found.values() for cohort in cohorts]
    assert len(used) == len(set(used)) == 15
    assert next(iter(found)) == "2020/21-2022/23"
    assert all(len(domain.regimes(cohorts)) == 1 for cohorts in found.values())
    assert windows([]) == {}


def test_no_count_below_ten_leaves_and_all_are_rounded(published: dict[str, pd.DataFrame]) -> None:
    counts = published["place_counts"]
    shown = counts["pupils"].dropna()
    assert len(counts) > 300
    assert (shown % 5 == 0).all()
    assert not shown.between(1, 9).any()
    assert (counts["pupils"].isna() == (counts["code"] == "c")).all()
    assert (counts["code"] == "c").any(), "a country of small municipalities has something to hide"
    assert counts["moment"].unique().tolist() == ["year3"]


@pytest.mark.parametrize("seed", range(6))
def test_parts_add_up_to_their_whole_as_far_as_they_are_shown(seed: int) -> None:
    counts = np.random.default_rng(seed).poisson(25.0, (12, 3, 2))
    counts[:4] //= 4
    codes = tuple(f"WK7001{number:02d}" for number in range(12))
    found = places.protect(places.Place(("year3", "2020/21-2022/23", "7001"), codes, counts, 40))
    rows = found.rows[found.rows["parental_education"] != domain.UNKNOWN_EDUCATION]
    assert found.merged >= 4
    assert found.hidden == 0, "wijken are merged so that nothing has to be hidden"
    whole = rows[rows["area_code"] == ""].set_index(["parental_education", "placement"])["pupils"]
    parts = rows[rows["area_code"] != ""].groupby(["parental_education", "placement"])["pupils"].agg(["sum", "size"])
    # Rounding moves each number by two at most, so a sum by two for each part and for itself.
    assert len(parts) == 12
    assert ((parts["sum"] - whole).abs() <= 2 * (parts["size"] + 1)).all()
    assert abs(whole["", ""] - int(counts.sum())) <= 2


def test_amsterdam_is_left_to_its_flow(published: dict[str, pd.DataFrame]) -> None:
    assert "0363" not in set(published["place_counts"]["municipality"])


def test_workers_do_not_change_the_result(rows: PupilRows, published: dict[str, pd.DataFrame]) -> None:
    with DuckEngine() as engine:
        few = _FewMunicipalities(engine)
        two = publish(few, rows, "practice_national", "pupils", lambda line: None, workers=2)  # type: ignore[arg-type]
    for name, frame in published.items():
        pd.testing.assert_frame_equal(frame, two[name])


def test_schools_never_tell_fewer_than_five_nor_parental_education(published: dict[str, pd.DataFrame]) -> None:
    schools = published["school_advice"]
    assert "parental_education" not in schools
    assert not schools["pupils"].dropna().between(0, 4).any()
    hidden = schools[schools["pupils"].isna()]
    assert set(hidden["pupils_lo"]) == {0} and set(hidden["pupils_hi"]) == {4}
    assert set(schools["school_year"]) == {"2020/21", "2021/22", "2022/23"}
    assert schools.groupby(["school_year", "school_code"]).size().eq(len(domain.ADVICES)).all()


def test_small_wijken_are_taken_together() -> None:
    large, small = np.full((3, 2), 40), np.full((3, 2), 4)
    few = large.copy()
    few[0, 1] = 9
    areas, counts = places.merged(
        ("WK000101", "WK000102", "WK000103", "WK000104"), np.stack([large, small, few, large])
    )
    assert areas == ("WK000101", "WK000104", places.OTHER)
    assert (counts[-1] == small + few).all()


def test_a_rest_that_is_itself_small_takes_the_smallest_wijk_with_it() -> None:
    large, larger, small = np.full((3, 2), 40), np.full((3, 2), 50), np.full((3, 2), 4)
    areas, counts = places.merged(("WK000101", "WK000102", "WK000103"), np.stack([larger, large, small]))
    assert areas == ("WK000101", places.OTHER)
    assert (counts[-1] == large + small).all()
    assert places.merged(("WK000101",), large[None])[0] == ()


@pytest.mark.parametrize("code", ["", "WK000199"])
def test_pupils_of_an_unknown_wijk_never_stand_apart(code: str) -> None:
    areas, _ = places.merged(tuple(sorted((code, "WK000101"))), np.full((2, 3, 2), 40))
    assert code not in areas


@pytest.mark.parametrize("seed", range(5))
def test_a_municipality_whose_total_is_small_hides_enough(seed: int) -> None:
    counts = np.random.default_rng(seed).poisson(6.0, (4, 3, 2))
    counts[:, 0, 1] = 1
    place = places.Place(("year3", "2020/21-2022/23", "7001"), tuple(f"WK70010{n}" for n in range(4)), counts, 3)
    found = places.protect(place)
    assert found.hidden >= 2
    assert found.narrowest is not None and found.narrowest >= 10
    assert found.rows["area_code"].eq("").all()
    unknown = found.rows[found.rows["parental_education"] == domain.UNKNOWN_EDUCATION]
    assert unknown["code"].tolist() == ["c"]


_PUPIL = {
    "cohort": "2021/22", "municipality": "7001", "wijk": "WK700101", "school": "18BR00", "moment": "year3",
    "parental_education": "max_mbo1", "advice": "havo", "position": "havo",
}  # fmt: skip


def test_a_pupil_without_a_level_of_advice_is_counted_nowhere() -> None:
    """As in a cohort flow, so that both shares of one sentence are of the same kind of pupils."""
    without = [code for code, advice in domain.ADVICES.items() if not advice.is_level]
    pupils_ = [_PUPIL | {"advice": advice} for advice in domain.ADVICES]
    other_moment = [_PUPIL | {"moment": "year1"}]
    with DuckEngine() as engine:
        inputs = {"pupils": pa.Table.from_pylist(pupils_ + other_moment), **place_inputs(windows(["2021/22"]))}
        found = engine.run("place_counts", inputs, moment="year3")
    assert without == ["vso", "geen advies"]
    assert found["pupils"].to_pylist() == [len(domain.ADVICES) - len(without)]
    raw = pd.DataFrame([*pupils_]).assign(pupils=1)
    assert tables.with_classes(raw)["pupils"].sum() == found["pupils"][0].as_py()


@pytest.mark.parametrize(("cohorts", "by_wijk"), [(("2020/21", "2021/22"), False), (pupils.COHORTS[-3:], True)])
def test_a_window_of_fewer_than_three_cohorts_has_no_wijken(cohorts: tuple[str, ...], by_wijk: bool) -> None:
    rows = [
        _PUPIL | {"cohort": cohort, "wijk": wijk, "parental_education": group, "position": position}
        for cohort in cohorts
        for wijk in ("WK700101", "WK700102")
        for group in domain.PARENTAL_CLASSES
        for position in ("vmbo-gt", "havo")
        for _ in range(20)
    ]
    with DuckEngine() as engine:
        found = publish(engine, pa.Table.from_pylist(rows), "d", "r", lambda line: None, workers=1)  # type: ignore[arg-type]
    areas = set(found["place_counts"]["area_code"])
    assert areas == ({"", "WK700101", "WK700102"} if by_wijk else {""})
    assert set(found["place_counts"]["years"]) == {len(cohorts)}


def test_percentages_are_of_the_counts_before_rounding(published: dict[str, pd.DataFrame]) -> None:
    pupils_ = np.array([[[32, 22], [700, 612], [60, 60]]])
    found = places.protect(places.Place(("year3", "w", "7001"), ("WK700101",), pupils_, 40))
    rows = found.rows.set_index(["area_code", "parental_education", "placement"])["percent"]
    # 22 of 54, and 612 of 1,312: a tenth only where there are a thousand pupils.
    assert rows["", "max_mbo1", "havo_plus"] == 41
    assert rows["", "mbo2_havo_vwo", "havo_plus"] == 46.6
    counts = published["place_counts"]
    told = counts[counts["percent"].notna()]
    assert len(told) > 30
    assert (told["placement"] == "havo_plus").all() and (told["code"] == "").all()


@pytest.mark.parametrize(("below", "reached", "shown"), [(25, 24, None), (26, 24, 48), (44, 10, None), (40, 10, 20)])
def test_a_percentage_of_few_pupils_or_of_few_possible_counts_is_left_out(
    below: int, reached: int, shown: float | None
) -> None:
    """19% of 50 pupils can only be 9 or 10 of them, which the audit would not let pass."""
    counts = np.array([[[below, reached], [60, 60], [60, 60]]])
    found = places.protect(places.Place(("year3", "w", "7001"), ("WK700101",), counts, 40)).rows
    own = found[(found["parental_education"] == "max_mbo1") & (found["placement"] == "havo_plus")]
    assert own["pupils"].notna().all()
    assert own["percent"].tolist() == [shown] or (shown is None and own["percent"].isna().all())


def test_two_tables_of_pupil_rows_are_refused_before_they_are_read() -> None:
    """Each would be protected by itself."""
    found = [package for package in read_packages(DATA) if package.name in ("kco_outcomes", "single_figures")]
    both = [
        dataclasses.replace(one, resources=(dataclasses.replace(one.resources[0], contract=PUPILS),)) for one in found
    ]
    with pytest.raises(DatasetError, match="there are pupil rows in kco_outcomes/") as caught:
        counted(both, {"A"}, lambda line: None)
    assert "staan leerlingregels" in caught.value.sentence(language("nl"))


def test_what_a_publisher_printed_goes_before_what_was_counted() -> None:
    """Whatever the datasets are called: pupil rows keep the contract of the flow that was made of them."""
    query = queries.load("school_advice_by_place", QUERIES)
    advice = {
        "school_code": "18BR00", "school_year": "2021/22", "school_type": "bo", "advice": "vwo", "pupils_lo": None,
        "pupils_hi": None,
    }  # fmt: skip
    schools = {
        "school_code": "18BR00", "school_name": "S", "sector": "po", "area_vintage": 2022, "area_code": "A",
        "map_x": 1, "map_y": 1, "dataset": "s", "resource": "s",
    }  # fmt: skip
    rows = {
        "school_advice": [
            advice | {"dataset": "a_pupils", "resource": "rows", "pupils": 10},
            advice | {"dataset": "duo", "resource": "advice", "pupils": 15},
            advice | {"dataset": "a_pupils", "resource": "rows", "pupils": 20, "school_year": "2022/23"},
        ],
        "schools": [schools],
        "resources": [
            {"dataset": "a_pupils", "resource": "rows", "contract": "cohort_flow"},
            {"dataset": "duo", "resource": "advice", "contract": "school_advice"},
        ],
    }
    with duckdb.connect() as connection:
        for name, given in rows.items():
            connection.register(name, pa.Table.from_pylist(given))
        found = connection.execute(query.sql, {"area_vintage": 2022}).df()
    assert found[["school_year", "dataset", "pupils_lo"]].values.tolist() == [
        ["2021/22", "duo", 15],
        ["2022/23", "a_pupils", 20],
    ]


def test_of_amsterdam_only_what_its_flow_shows() -> None:
    row = {
        "dataset": "d", "resource": "r", "cohorts": "2020/21-2022/23", "years": 3, "moment": "year3", "tab": "cube",
        "area_code": "A", "parental_education": "max_mbo1", "advice": "", "placement": "below", "split": "",
        "pupils": 50, "pupils_lo": None, "pupils_hi": None, "code": "",
    }  # fmt: skip
    flow = pd.DataFrame(
        [
            row,
            row | {"placement": "havo_plus", "pupils": None, "code": "c"},
            row | {"parental_education": "mbo2_havo_vwo", "placement": "havo_plus", "pupils": 30},
            row | {"years": 2, "cohorts": "2018/19"},
            row | {"advice": "low"},
            row | {"tab": "flow"},
            row | {"moment": "year1"},
            row | {"tab": "unknown", "area_code": "", "parental_education": "onbekend", "placement": "", "pupils": 25},
        ]
    )
    share = {
        "dataset": "d", "resource": "r", "cohorts": "2020/21-2022/23", "moment": "year3", "area_code": "A",
        "measure": "reached", "grp": "mbo2_havo_vwo", "value": 62.5,
    }  # fmt: skip
    results = pd.DataFrame([share, share | {"measure": "op"}, share | {"area_code": ""}, share | {"moment": "year1"}])
    found = of_flow(flow, results)
    assert list(found) == list(PLACE_COLUMNS) == list(no_places())
    assert found["pupils"].fillna(-1).tolist() == [50, -1, 30, 25]
    assert found["percent"].fillna(-1).tolist() == [-1, -1, 62.5, -1]
    assert set(found["municipality"]) == {"0363"}


def test_the_same_pupils_whatever_the_run(tmp_path: Path) -> None:
    with DuckEngine() as engine:
        answers = []
        for name in ("one", "two"):
            pupils.generate(tmp_path / name, 4_000)
            folder = PupilRows(str(tmp_path / name / pupils.RESOURCE))
            answers.append(engine.run("school_advice", {"pupils": folder}, moment="year3"))
    assert answers[0].equals(answers[1])
    assert sum(answers[0]["pupils"].to_pylist()) == 4_000
