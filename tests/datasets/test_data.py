"""The datasets that ship: complete, in both languages, and equal to what their publishers printed."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path

import pandas as pd
import pytest

from kansenbeeld import domain
from kansenbeeld.datasets.contracts import CONTRACTS
from kansenbeeld.datasets.packages import Package, Resource, fingerprint, read_packages, read_tables

DATA = Path(__file__).parents[2] / "data"
OURS = {
    "cbs_disadvantage",
    "cbs_first_advice",
    "duo_school_advice",
    "duo_school_positions",
    "geo",
    "kco_outcomes",
    "notes",
    "ocw_same_direction",
    "single_figures",
}


@pytest.fixture(scope="module")
def packages() -> tuple[Package, ...]:
    return read_packages(DATA)


@pytest.fixture(scope="module")
def tables(packages: tuple[Package, ...]) -> Mapping[str, pd.DataFrame]:
    return {f"{res.dataset}/{res.name}": frame for res, frame in read_tables(packages).items()}


def resources(packages: tuple[Package, ...]) -> list[Resource]:
    return [resource for package in packages for resource in package.resources]


def test_every_dataset_is_there(packages: tuple[Package, ...]) -> None:
    assert {package.name for package in packages} >= OURS


def test_texts_are_complete_in_both_languages(packages: tuple[Package, ...]) -> None:
    for package in packages:
        texts = [package.title, package.period, package.place, *package.caveats]
        texts += [resource.title for resource in package.resources]
        assert all(set(text) == {"nl", "en"} and all(text.values()) for text in texts), package.name
        assert package.sources and package.licence_title and package.publisher


def test_dutch_texts_have_no_causal_words_and_no_labels_for_children(packages: tuple[Package, ...]) -> None:
    banned = re.compile(r"\bdoor\b|leid(t|en|de) tot|effect|laagopgeleid|hoogopgeleid", re.IGNORECASE)
    for package in packages:
        texts = [package.title, package.period, package.place, *package.caveats]
        texts += [resource.title for resource in package.resources]
        assert not [text["nl"] for text in texts if banned.search(text["nl"])]


def test_all_nine_chips_in_order(packages: tuple[Package, ...]) -> None:
    for resource in resources(packages):
        assert tuple(resource.chips) == domain.CHIPS
        assert all(resource.chips.values())
        assert resource.chips["status"] == resource.status


CHIPS = {
    "kco_outcomes/group8": "none final laagste woon born_2003_2006 kco_highest_unknown_as_other 2015 KCO gepubliceerd",
    "kco_outcomes/age16": "none none laagste woon born_1998_2002 none 2015 KCO gepubliceerd",
    "ocw_same_direction/year3": "ocw_same_direction not_stated none none year3_school_year ocw_two_classes "
    "none OCW gepubliceerd",
    "duo_school_advice/district": "none final laagste po_school school_year none 2022 DUO berekend",
    "duo_school_positions/year3": "none none none vo_school year3_school_year none 2022 DUO berekend",
    "cbs_first_advice/national": "none first both none school_year none none CBS gepubliceerd",
    "cbs_disadvantage/district": "none none none po_school school_year none 2022 CBS berekend",
    "notes/notes": "none none none none mixed none none mixed gepubliceerd",
    "single_figures/figures": "mixed mixed none mixed mixed mixed none mixed gepubliceerd",
}


@pytest.mark.parametrize("name", CHIPS)
def test_chips(packages: tuple[Package, ...], name: str) -> None:
    chips = {f"{res.dataset}/{res.name}": " ".join(res.chips.values()) for res in resources(packages)}
    assert chips[name] == CHIPS[name]


def test_schema_beside_each_table_is_that_of_its_contract(packages: tuple[Package, ...]) -> None:
    for package in packages:
        described = json.loads((package.path / "datapackage.json").read_text("utf-8"))["resources"]
        for resource, node in zip(package.resources, described, strict=True):
            if resource.is_table:
                assert node["schema"] == CONTRACTS[resource.contract].table_schema(), resource.file


def test_names_of_the_standard(packages: tuple[Package, ...]) -> None:
    for package in packages:
        described = json.loads((package.path / "datapackage.json").read_text("utf-8"))
        assert described["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
        assert set(described) >= {
            "name",
            "title",
            "description",
            "licenses",
            "sources",
            "contributors",
            "created",
        }
        assert described["contributors"][0]["roles"] == ["publisher"]
        assert all(node["encoding"] == "utf-8" for node in described["resources"])


def value(frame: pd.DataFrame, **where: object) -> float:
    for column, wanted in where.items():
        frame = frame[frame[column] == wanted]
    assert len(frame) == 1
    return float(frame["percentage"].iloc[0])


@pytest.mark.parametrize(
    ("moment", "grp", "percentage"),
    [
        ("final_advice", "wo", 85.25),
        ("final_advice", "geen_hbo_wo", 35.71),
        ("test", "wo", 73.67),
        ("test", "geen_hbo_wo", 32.00),
    ],
)
def test_kco_havo_or_higher_in_amsterdam(
    tables: Mapping[str, pd.DataFrame], moment: str, grp: str, percentage: float
) -> None:
    frame = tables["kco_outcomes/group8"]
    assert value(frame, area_code="STAD", moment=moment, measure="havo", grp=grp) == percentage


def test_kco_is_whole(tables: Mapping[str, pd.DataFrame]) -> None:
    group8, age16 = tables["kco_outcomes/group8"], tables["kco_outcomes/age16"]
    assert (len(group8), len(age16)) == (800, 142)
    assert set(age16["moment"]) == {"position_age16"}
    assert set(age16["group_by"]) == {"total", "parental_income_quintile"}
    for frame in (group8, age16):
        assert "B" not in set(frame["area_code"]), "there is no figure for Westpoort"
        # The source leaves out cells under 50 pupils or with under 10 on either side;
        # the percentages are rounded, hence 9.5.
        with_outcome = frame["n"] * frame["percentage"] / 100
        assert frame["n"].min() >= 50
        assert min(with_outcome.min(), (frame["n"] - with_outcome).min()) > 9.5


def test_cbs_shares_move_in_opposite_directions(tables: Mapping[str, pd.DataFrame]) -> None:
    frame = tables["cbs_first_advice/national"]

    def share(year: str, threshold: domain.Threshold) -> float:
        counted = frame["advice"].map(lambda advice: domain.reaches(advice, threshold))
        return float(frame.loc[counted & (frame["school_year"] == year), "percentage"].sum())

    assert share("2014/15", "havo") == pytest.approx(47.0, abs=0.051)
    assert share("2019/20", "havo") == pytest.approx(45.4, abs=0.051)
    assert share("2014/15", "vmbo-gt/havo") == pytest.approx(52.3, abs=0.051)
    assert share("2019/20", "vmbo-gt/havo") == pytest.approx(55.1, abs=0.051)
    assert frame.groupby("school_year")["percentage"].sum().between(99.7, 100.3).all()


def test_ocw_gap(tables: Mapping[str, pd.DataFrame]) -> None:
    frame = tables["ocw_same_direction/year3"]
    gap = value(frame, cohort="2021/22", grp="hbo_wo") - value(frame, cohort="2021/22", grp="mbo_or_none")
    assert gap == pytest.approx(7.3805, abs=1e-9)
    assert frame["n"].isna().all()


def test_duo_districts_add_up_to_the_city(tables: Mapping[str, pd.DataFrame]) -> None:
    frame = tables["duo_school_advice/district"]
    city = frame["area_code"] == domain.CITY
    by = ["cohort", "measure"]
    sums = frame[~city].groupby(by)["n"].sum()
    assert sums.to_dict() == frame[city].set_index(by)["n"].to_dict()
    assert len(sums) == 6


def test_duo_positions(tables: Mapping[str, pd.DataFrame]) -> None:
    pupils = tables["duo_school_positions/year3"].set_index("position")["pupils"]
    assert pupils.sum() == 8973
    assert (pupils["vmbo-g"], pupils["vmbo-t"], pupils["havo/vwo"]) == (82, 1906, 399)


def test_words_and_exact_figures_are_kept_apart(tables: Mapping[str, pd.DataFrame]) -> None:
    frame = tables["single_figures/figures"]
    exact = frame["precision"] == "exact"
    assert len(frame) == 27
    assert (~exact).sum() == 10
    assert frame.loc[exact, ["printed_nl", "printed_en"]].isna().all(axis=None)
    assert (frame["printed_nl"].isna() == frame["printed_en"].isna()).all()


def codes(areas: pd.DataFrame, vintage: int, level: str) -> list[str]:
    return list(areas.query("area_vintage == @vintage and area_level == @level")["area_code"])


def test_districts_per_vintage(tables: Mapping[str, pd.DataFrame]) -> None:
    areas = tables["geo/areas"]
    # Westpoort (B) is drawn but has no figure: 7 districts in 2015, and in 2022 8 with Weesp (S).
    assert codes(areas, 2015, "stadsdeel") == list("ABEFKMNT")
    assert codes(areas, 2022, "stadsdeel") == list("ABEFKMNST")
    assert (len(codes(areas, 2015, "gebied")), len(codes(areas, 2022, "gebied"))) == (22, 25)


def test_areas_nest(tables: Mapping[str, pd.DataFrame]) -> None:
    areas = tables["geo/areas"]
    above = {"gebied": "stadsdeel", "stadsdeel": "gemeente", "gemeente": "regio", "regio": "land"}
    for _, part in areas.groupby("area_vintage"):
        level = part.set_index("area_code")["area_level"]
        for row in part.itertuples():
            if row.area_level == "land":
                assert pd.isna(row.parent_code)
            else:
                assert level[row.parent_code] == above[row.area_level]


def test_changes_cover_every_area(tables: Mapping[str, pd.DataFrame]) -> None:
    areas, changes = tables["geo/areas"], tables["geo/area_changes"]
    assert set(changes["from_code"].dropna()) == set(areas.query("area_vintage == 2015")["area_code"])
    assert set(changes["to_code"]) == set(areas.query("area_vintage == 2022")["area_code"])


def test_driemond_and_weesp(tables: Mapping[str, pd.DataFrame]) -> None:
    changes = tables["geo/area_changes"].fillna({"from_code": "", "note_nl": ""})
    found = {(row.from_code, row.to_code): row for row in changes.itertuples()}
    assert found["T", "T"].relation == "split"
    for key in (("T", "S"), ("DX22", "GS25")):
        assert found[key].relation == "part"
        assert "Driemond" in found[key].note_nl
    assert found["", "S"].relation == found["", "GS25"].relation == "new"
    assert found["DX22", "GT24"].relation == "split"
    assert {to for old, to in found if old == "DX06"} == {"GF06", "GF07"}
    assert {to for old, to in found if old == "DX20"} == {"GT21", "GT22"}
    assert "Westpoort" in found["B", "B"].note_nl


def test_renumbered_areas_keep_their_name(tables: Mapping[str, pd.DataFrame]) -> None:
    names = tables["geo/areas"].set_index(["area_vintage", "area_code"])["area_name"]
    renumbered = tables["geo/area_changes"].query("relation == 'renumbered'")
    assert len(renumbered) == 19
    for row in renumbered.itertuples():
        assert names[2015, row.from_code] == names[2022, row.to_code]


def test_fingerprint_is_stable() -> None:
    first = fingerprint(DATA)
    assert re.fullmatch(r"[0-9a-f]{64}", first)
    assert first == fingerprint(DATA)
