"""A dataset as a folder: who may read it."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from kansenbeeld import paths
from kansenbeeld.datasets import descriptions
from kansenbeeld.datasets.packages import read_package

PRACTICE = paths.ROOT / "tests" / "fixtures" / "practice"


@pytest.mark.parametrize(("name", "alone"), [("practice_cohort", True), ("practice_indicators", False)])
def test_raw_counts_are_for_their_owner_only(tmp_path: Path, name: str, alone: bool) -> None:
    package = read_package(PRACTICE / name)
    before = os.umask(0o022)
    try:
        tables = {one.name: one.path for one in package.resources}
        folder = descriptions.write(tmp_path / "datasets", descriptions.describe(package), tables)
    finally:
        os.umask(before)
    assert (stat.S_IMODE(folder.stat().st_mode) == 0o700) is alone
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600 if alone else 0o644}


def test_a_dataset_with_outlines_is_written_again_as_it_was(tmp_path: Path) -> None:
    package = read_package(paths.DATA / "geo")
    tables = {one.name: one.path for one in package.resources}
    folder = descriptions.write(tmp_path, descriptions.describe(package, outlines=True), tables)
    assert {path.name: path.read_bytes() for path in folder.iterdir() if path.suffix != ".json"} == {
        path.name: path.read_bytes() for path in (paths.DATA / "geo").iterdir() if path.suffix in (".csv", ".geojson")
    }
