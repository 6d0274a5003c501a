"""The whole walk: fetched from publishers, screened, published, and answered on the page of the districts."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from publisher import FIXTURES, Publisher

from kansenbeeld import paths
from kansenbeeld.charts.map import MapMark, MapSpec
from kansenbeeld.cli import main
from kansenbeeld.commands.check import WRONG
from kansenbeeld.findings import official_advice, schools_on_map
from kansenbeeld.findings.finding import Finding, Selection
from kansenbeeld.findings.provenance import chip_texts
from kansenbeeld.language import LANGUAGES, language
from kansenbeeld.sources.bbga import SOURCE as BBGA
from kansenbeeld.sources.duo.school_advice import SOURCE as ADVICE
from kansenbeeld.sources.duo.schools_po import SOURCE as SCHOOLS
from kansenbeeld.sources.placing import POINTS
from kansenbeeld.sources.postcode_points import PLACES
from kansenbeeld.store import Snapshot, Store

PLACED = {
    "1017XL": (4.8975, 52.3605, "A"),
    "1019AA": (4.9375, 52.3745, "A"),
    "1055AA": (4.8560, 52.3790, "E"),
    "1071AA": (4.8790, 52.3560, "K"),
    "1091AA": (4.9130, 52.3560, "M"),
    "1102AA": (4.9560, 52.3170, "T"),
    "1381AA": (5.0420, 52.3075, "S"),
}
"""Longitude, latitude and district of the postcodes of the schools below, which are invented."""

OLD = "VSO PRO VMBO_BL VMBO_BL_KL VMBO_KL VMBO_KL_GT VMBO_GT VMBO_GT_HAVO HAVO HAVO_VWO VWO ADVIES_NIET_MOGELIJK"
NEW = "VSO PRO VMBO_B VMBO_B_K VMBO_K VMBO_K_GT VMBO_GT VMBO_GT_HAVO HAVO HAVO_VWO VWO ADVIES_NIET_MOGELIJK"

ADVICES: Mapping[str, tuple[str, ...]] = {
    # Nearly all advices are havo or higher, and what is hidden can't change the class.
    "1071AA": ("0", "0", "0", "0", "0", "0", "6", "0", "18", "12", "24", "0"),
    # Half, without a hidden number.
    "1091AA": ("0", "0", "0", "0", "9", "0", "11", "5", "13", "0", "12", "0"),
    # Few pupils with each advice: the share can be anything.
    "1102AA": ("0", "<5", "<5", "<5", "<5", "<5", "<5", "<5", "<5", "<5", "<5", "0"),
    "1055AA": ("0", "0", "8", "0", "10", "0", "12", "0", "9", "0", "0", "0"),
    "1017XL": ("0", "0", "0", "0", "0", "0", "9", "0", "10", "0", "15", "0"),
    "1381AA": ("0", "0", "0", "0", "7", "0", "10", "0", "10", "0", "9", "0"),
    "1019AA": ("<5", "11", "8", "0", "0", "0", "0", "0", "0", "0", "0", "0"),
}
YEARS = (2020, 2021, 2022)


def code(postcode: str) -> tuple[str, str]:
    """Institution and branch; the school of 1091AA is the second branch of that of 1071AA."""
    if postcode == "1091AA":
        return "99AA", "01"
    return ("99AA", "00") if postcode == "1071AA" else (f"99B{'ABCDEFG'[sorted(PLACED).index(postcode)]}", "00")


def table(header: list[str], rows: list[list[str]], encoding: str, *, quoted: bool) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", quoting=csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL)
    writer.writerows([header, *rows])
    return text.getvalue().encode(encoding)


def advice_file(year: int) -> tuple[str, bytes]:
    """A file of a year: the older vintage of the header in the first, the newer one in the others."""
    old = year == YEARS[0]
    codes = ["BRIN_NUMMER", "VESTIGINGSNUMMER"] if old else ["INSTELLINGSCODE", "VESTIGINGSCODE"]
    header = ["PEILDATUM_LEERLINGEN", *codes, "INSTELLINGSNAAM_VESTIGING", "PLAATSNAAM", "GEMEENTENUMMER", "SOORT_PO"]
    rows = []
    for postcode, counts in ADVICES.items():
        brin, branch = code(postcode)
        weesp = postcode == "1381AA" and year < 2022
        town = ("457" if old else "0457") if weesp else ("363" if old else "0363")
        kind = "Sbo" if postcode == "1019AA" else "Bo"
        row = [f"{year}1001", brin, str(int(branch)) if old else branch, f"Basisschool {postcode}", "AMSTERDAM", town]
        rows.append([*row, kind, *counts, *(["33"] if old else [])])
    header += (OLD if old else NEW).split() + (["TOTAAL_ADVIES"] if old else [])
    prefix = "04.-" if old else "04-"
    name = f"/{prefix}leerlingen-bo-sbo-schooladviezen-{year}-{year + 1}.csv"
    return name, table(header, rows, "cp1252" if old else "utf-8", quoted=not old)


def schools_file() -> bytes:
    header = (FIXTURES / "duo-schools-bo.csv").read_bytes().decode("cp1252").splitlines()[0].split(";")
    rows = []
    for postcode in PLACED:
        if postcode == "1019AA":
            # Special primary education is in a list of its own.
            continue
        brin, branch = code(postcode)
        cells = {
            "BRIN NUMMER": brin,
            "VESTIGINGSNUMMER": brin + branch,
            "VESTIGINGSNAAM": f"Basisschool De Fryslân {postcode}",
            "STRAATNAAM": "Proefplein",
            "HUISNUMMER-TOEVOEGING": "1",
            "POSTCODE": f"{postcode[:4]} {postcode[4:]}",
            "PLAATSNAAM": "AMSTERDAM",
            "GEMEENTENUMMER": "0363",
        }
        rows.append([cells.get(name, "") for name in header])
    return table(header, rows, "cp1252", quoted=False)


def key_figures(publisher: Publisher) -> None:
    rows: list[dict[str, Any]] = json.loads((FIXTURES / "bbga_kerncijfers.json").read_text(encoding="utf-8"))

    def answer(query: Mapping[str, str]) -> dict[str, Any]:
        return {"_embedded": {"kerncijfers": [row for row in rows if row["indicatorDefinitieId"] in query.values()]}}

    publisher.serve_json("/kerncijfers/", answer)


@pytest.fixture
def walk(publisher: Publisher, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[str]:
    """Publishers that serve what is fetched; the words before each command."""
    monkeypatch.setenv(paths.SOURCES_VARIABLE, str(tmp_path / "sources"))
    monkeypatch.setenv(paths.EDITIONS_VARIABLE, str(tmp_path / "editions"))
    monkeypatch.setenv(paths.LEDGER_VARIABLE, f"sqlite:///{tmp_path / 'ledger.sqlite'}")
    for source in (ADVICE, SCHOOLS, BBGA, PLACES):
        publisher.mirrors(source, monkeypatch)
    for year in YEARS:
        publisher.serve(*advice_file(year))
    publisher.serve("/02.-alle-schoolvestigingen-basisonderwijs.csv", schools_file())
    key_figures(publisher)
    points = tmp_path / "points.csv"
    lines = [f"{postcode},{longitude},{latitude}" for postcode, (longitude, latitude, _) in PLACED.items()]
    # Three streets that share a postcode: the middle of these has more digits than any of them.
    lines += ["1381AA,5.0420000000001,52.3075", "1381AA,5.0420000000001,52.3075"]
    points.write_text("\n".join(["postcode,longitude,latitude", *lines]), encoding="utf-8")
    monkeypatch.setenv(POINTS, str(points))
    return ["--store", str(tmp_path / "store")]


def marks(finding: Finding) -> dict[str, MapMark]:
    """The schools on the map by the postcode in their name."""
    assert isinstance(finding.chart, MapSpec)
    return {mark.name.rpartition(" ")[2]: mark for mark in finding.chart.marks}


def schools_are_answered(snapshot: Snapshot) -> None:
    answered = schools_on_map.answer(snapshot, Selection(), language("en"))
    assert answered.answered
    assert "for 5 of the 6 schools (2020/21-2022/23)" in answered.headline
    shown = {postcode: mark.value_text for postcode, mark in marks(answered).items()}
    assert shown == {
        "1017XL": "74%",
        "1055AA": "23%",
        "1071AA": "90%",
        "1091AA": "50%",
        "1102AA": "too few pupils, or too many hidden",
        "1381AA": "53%",
    }
    districts = {row["school_name"].rpartition(" ")[2]: row["area_code"] for row in advices(snapshot)}
    assert districts == {postcode: PLACED[postcode][2] for postcode in shown}
    # Each school has a row for each advice of each year: the two vintages of the header joined on the same codes.
    assert len(advices(snapshot)) == len(shown) * len(YEARS) * 12
    hidden = {
        (row["pupils_lo"], row["pupils_hi"])
        for row in advices(snapshot)
        if row["school_code"] == "".join(code("1102AA"))
    }
    assert hidden == {(0, 0), (1, 4)}
    elsewhere = schools_on_map.answer(snapshot, Selection(district="N"), language("en"))
    assert not elsewhere.answered and len(elsewhere.table.frame) == 0
    assert elsewhere.headline.startswith("Noord: no primary school with figures")


def advices(snapshot: Snapshot) -> list[dict[str, Any]]:
    return snapshot.rows("school_advice_by_place", area_vintage=2022)


def key_figures_are_answered(snapshot: Snapshot) -> None:
    answered = official_advice.answer(snapshot, Selection(district="K"), language("en"))
    assert answered.answered and answered.headline.startswith("Of the pupils in group 8 who live in Zuid, 90 to 100%")
    assert isinstance(answered.chart, dict) and "90 to 100%" in answered.chart["data"][0]["text"]
    rows = snapshot.rows("indicator_by_area", indicator=official_advice.INDICATOR)
    assert {(row["dataset"], row["area_vintage"]) for row in rows} == {("bbga", 2022)}


def every_chip_has_words(snapshot: Snapshot) -> None:
    tables = [("duo_schools_po", "schools"), ("duo_advice_per_school", "advice")]
    tables += [("bbga", f"{group}_2022") for group in ("advice", "below_advice", "parents")]
    for resource in tables:
        for code in LANGUAGES:
            chips = {chip.code: chip for chip in chip_texts(snapshot, language(code), resource)}
            assert chips.pop("area_version", None) is None or resource[0] != "duo_advice_per_school"
            named = {f"chip.{chip.code}.{chip.value}" for chip in chips.values() if chip.code != "source"}
            assert named - set(language(code).messages) == set()


def test_from_publishers_to_the_page_of_the_districts(
    walk: list[str], tmp_path: Path, store_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(store_folder, tmp_path / "store")
    years = [str(year) for year in YEARS]
    for source in (["duo_schools_po"], ["duo_school_advice", "--year", *years], ["bbga"]):
        assert main([*walk, "fetch", *source, "--lang", "en"]) == 0
    told = capsys.readouterr().out
    assert "Of 6 schools 6 were placed in a district by a point" in told
    assert "Schools: 7, school years: 3, numbers: 252. Of these 33 are hidden" in told
    for name in ("duo_schools_po", "duo_advice_per_school", "bbga"):
        folder = str(tmp_path / "sources" / "datasets" / name)
        assert main([*walk, "check", folder, "--lang", "en"]) < WRONG, capsys.readouterr().out
        assert main([*walk, "publish", folder, "--why", "New figures.", "--yes"]) == 0, capsys.readouterr().err
    snapshot = Store(tmp_path / "store").snapshot()
    schools_are_answered(snapshot)
    key_figures_are_answered(snapshot)
    every_chip_has_words(snapshot)
