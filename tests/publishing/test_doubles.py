"""Two datasets about the same thing are told, before pupils are counted twice or a line is drawn double."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from publishing_places import rewritten

from kansenbeeld import paths
from kansenbeeld.datasets.packages import read_package
from kansenbeeld.language import LANGUAGES, language
from kansenbeeld.publishing.doubles import refuse_doubles
from kansenbeeld.publishing.errors import PublishError

PRACTICE = paths.ROOT / "tests" / "fixtures" / "practice"
SAME_DIRECTION = paths.DATA / "ocw_same_direction"


def _twice(given: Path, data: Path) -> Path:
    """Lay a dataset in a folder of data, and a second time under another name, which is returned."""
    shutil.copytree(given, data / given.name)
    second = Path(shutil.copytree(given, data / f"{given.name}_b"))
    _described(second, lambda content: content | {"name": second.name})
    return second


def _described(folder: Path, change: Callable[[dict[str, object]], object]) -> None:
    path = folder / "datapackage.json"
    path.write_text(json.dumps(change(json.loads(path.read_text(encoding="utf-8")))), encoding="utf-8")


def _only(folder: Path, contract: str) -> None:
    """Leave the tables of one contract in a dataset."""
    for resource in read_package(folder).resources:
        if resource.contract != contract:
            resource.path.unlink()

    def change(content: dict[str, object]) -> object:
        resources = content["resources"]
        assert isinstance(resources, list)
        kept = [one for one in resources if one["kansenbeeld"]["contract"] == contract]
        return content | {"resources": kept}

    _described(folder, change)


@pytest.mark.parametrize(
    ("given", "contract"),
    [
        (PRACTICE / "practice_schools", "school_advice"),
        (PRACTICE / "practice_schools", "school_positions"),
        (PRACTICE / "practice_schools", "schools"),
        (PRACTICE / "practice_indicators", "context_indicators"),
        (SAME_DIRECTION, "outcome_shares"),
    ],
)
def test_two_datasets_about_the_same_thing(tmp_path: Path, given: Path, contract: str) -> None:
    _only(_twice(given, tmp_path), contract)
    with pytest.raises(PublishError) as error:
        refuse_doubles(tmp_path)
    assert error.value.code == "double"
    for code in LANGUAGES:
        assert f"'{given.name}'" in error.value.sentence(language(code))
        assert f"'{given.name}_b'" in error.value.sentence(language(code))


def test_other_advices_of_the_same_school_are_no_way_around(tmp_path: Path) -> None:
    second = _twice(PRACTICE / "practice_schools", tmp_path)
    _only(second, "school_advice")
    (table,) = read_package(second).resources
    rewritten(second, table.path.stem, lambda row: row if row["advice"] == "vwo" else None)
    with pytest.raises(PublishError) as error:
        refuse_doubles(tmp_path)
    assert error.value.code == "double"


def test_another_division_or_definition_is_another_thing(tmp_path: Path) -> None:
    for given, chip, value in (
        (PRACTICE / "practice_indicators", "area_version", "2015"),
        (SAME_DIRECTION, "rule", "laagste"),
    ):
        second = _twice(given, tmp_path)
        text = (second / "datapackage.json").read_text(encoding="utf-8")
        for resource in json.loads(text)["resources"]:
            assert resource["kansenbeeld"]["chips"][chip] != value

        def change(content: dict[str, object], chip: str = chip, value: str = value) -> object:
            resources = content["resources"]
            assert isinstance(resources, list)
            for one in resources:
                one["kansenbeeld"]["chips"][chip] = value
            return content

        _described(second, change)
    refuse_doubles(tmp_path)


def test_other_years_are_another_thing(tmp_path: Path) -> None:
    second = _twice(SAME_DIRECTION, tmp_path)
    for resource in read_package(second).resources:
        rewritten(second, resource.path.stem, lambda row: row | {"cohort": "1999/00"})
    refuse_doubles(tmp_path)


def test_what_the_product_ships_has_no_doubles(practice_data: Path) -> None:
    refuse_doubles(practice_data)
