"""The command ``fetch``: what is printed, what is written, and that one failing source does not stop the others."""

from __future__ import annotations

import dataclasses
import os
from pathlib import Path

import pytest
from publisher import FIXTURES, Publisher

from kansenbeeld import paths
from kansenbeeld.cli import main
from kansenbeeld.datasets.packages import read_package, read_tables_alone
from kansenbeeld.sources import placing, registry
from kansenbeeld.sources.duo import school_advice, school_positions, schools_po
from kansenbeeld.sources.registry import all_sources

NAMES = ("duo_school_advice", "duo_school_positions")


@pytest.fixture(autouse=True)
def duo(publisher: Publisher, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(paths.SOURCES_VARIABLE, str(tmp_path / "sources"))
    for source in (school_advice.SOURCE, school_positions.SOURCE):
        publisher.mirrors(source, monkeypatch)
    publisher.serve("/04-leerlingen-bo-sbo-schooladviezen-2024-2025.csv", FIXTURES / "duo-advice-2024-2025.csv")
    publisher.serve("/01.-leerlingen-vo-per-vestiging-naar-onderwijstype-2019.csv", FIXTURES / "duo-vo-2019.csv")


def _fetch(tmp_path: Path, *words: str) -> int:
    return main(["--store", str(tmp_path / "store"), "fetch", *words, "--lang", "en"])


def test_datasets_are_written_screened_and_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _fetch(tmp_path, *NAMES) == 0
    told = capsys.readouterr()
    datasets = tmp_path / "sources" / "datasets"
    assert f"duo_school_advice: {datasets / 'duo_advice_per_school'}" in told.out
    assert "  Schools: 3, school years: 1, numbers: 36." in told.out
    assert "check of advice.csv: " in told.out and "it can not be published yet" not in told.out
    assert told.out.splitlines()[-1].startswith(f"Done in {datasets}.")
    for name in ("duo_advice_per_school", "duo_positions_per_school"):
        read_tables_alone(read_package(datasets / name))


def test_one_that_fails_does_not_stop_the_others(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _fetch(tmp_path, *NAMES, "--year", "2019", "--out", str(tmp_path / "out")) == 1
    told = capsys.readouterr()
    assert "duo_school_advice: 04-leerlingen-bo-sbo-schooladviezen-2019-2020.csv is not (or no longer) at" in told.err
    assert told.err.splitlines()[-1].startswith("Failed: 1 (duo_school_advice)")
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["duo_positions_per_school"]


def test_offline_takes_the_copies_of_before(
    tmp_path: Path, publisher: Publisher, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _fetch(tmp_path, "duo_school_advice", "--year", "2024", "--offline") == 1
    assert "was not fetched before; try again with a network" in capsys.readouterr().err
    assert _fetch(tmp_path, "duo_school_advice", "--year", "2024") == 0
    asked = len(publisher.asked)
    assert _fetch(tmp_path, "duo_school_advice", "--year", "2024", "--offline") == 0
    assert len(publisher.asked) == asked
    assert "not fetched again; this is the copy of" in capsys.readouterr().out


def test_a_source_that_there_is_not(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _fetch(tmp_path, "duo_school_advise") == 1
    assert capsys.readouterr().err.startswith("There is no source 'duo_school_advise'; choose from ")


def test_the_list_names_every_source(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _fetch(tmp_path, "--list") == 0
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == list(all_sources())
    assert set(NAMES) < set(all_sources())


def test_what_is_broken_off_leaves_nothing_half_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("kansenbeeld.commands.fetch._Bars.show", interrupted)
    assert _fetch(tmp_path, "duo_school_advice", "--year", "2024") == 1
    assert capsys.readouterr().err == "Broken off; nothing is half written. What was done is there.\n"
    assert [path for path in (tmp_path / "sources").rglob("*") if path.is_file()] == []


def test_what_a_connector_did_not_foresee_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object) -> None:
        raise KeyError("unforeseen")

    monkeypatch.setattr(school_advice, "parse", broken)
    assert _fetch(tmp_path, *NAMES, "--out", str(tmp_path / "out")) == 1
    assert "duo_school_advice: Something went wrong here with this source" in capsys.readouterr().err
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["duo_positions_per_school"]


def test_a_folder_that_can_not_be_written_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "out").write_text("a file", encoding="utf-8")
    assert _fetch(tmp_path, "duo_school_advice", "--out", str(tmp_path / "out")) == 1
    assert "Reading or writing on this machine fails" in capsys.readouterr().err


def test_of_two_sources_with_one_dataset_the_first_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    again = dataclasses.replace(all_sources()["duo_school_advice"], name="duo_school_advice_again")
    monkeypatch.setattr(registry, "all_sources", lambda: {**all_sources(), again.name: again})
    assert _fetch(tmp_path, "duo_school_advice", again.name, "--year", "2024") == 0
    told = capsys.readouterr().out
    assert told.count("duo_advice_per_school") == 2
    assert f"{again.name}: not written: duo_school_advice wrote the dataset duo_advice_per_school already." in told


def test_points_of_the_command_come_before_those_of_the_variable(
    tmp_path: Path, publisher: Publisher, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    publisher.mirrors(schools_po.SOURCE, monkeypatch)
    publisher.serve("/02.-alle-schoolvestigingen-basisonderwijs.csv", FIXTURES / "duo-schools-bo.csv")
    points = tmp_path / "points.csv"
    points.write_text("school_code,longitude,latitude\n04IU00,4.8975,52.3605\n", encoding="utf-8")
    monkeypatch.setenv(placing.POINTS, str(tmp_path / "none.csv"))
    assert _fetch(tmp_path, "duo_schools_po", "--points", str(points)) == 0
    assert "Of 5 schools 1 were placed in a district by a point" in capsys.readouterr().out
    assert os.environ[placing.POINTS] == str(tmp_path / "none.csv") and placing.POSTCODES not in os.environ
    assert _fetch(tmp_path, "duo_schools_po", "--postcodes", str(tmp_path / "gone.geojson")) == 1
    assert "gone.geojson" in capsys.readouterr().err


def test_a_year_that_no_source_has(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _fetch(tmp_path, "--year", "1900") == 1
    told = capsys.readouterr()
    assert (told.out, told.err.count("\n")) == ("", 1)
    assert told.err.startswith("No source has figures of 1900.")
