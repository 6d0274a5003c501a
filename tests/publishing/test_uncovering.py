"""Two versions of the same protected counts: what one hides may not be shown by the other."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pytest

from kansenbeeld.language import LANGUAGES, language
from kansenbeeld.publishing.errors import PublishError
from kansenbeeld.publishing.uncovering import refuse_uncovered
from kansenbeeld.store import Store
from kansenbeeld.store.files import current, make_current, version_file

DATASET = "practice_cohort"
HIDE_ONE = """
update flow_counts set pupils = null, code = 'c' where rowid = (
    select rowid from flow_counts where dataset = 'practice_cohort' and code <> 'c' and pupils > 0
    order by pupils, rowid limit 1
)
"""
"""What protection does when a few pupils fewer are in the smallest cell that was shown."""

RENAME = "update flow_counts set resource = 'other'; update resources set resource = 'other' where dataset = ?"


PROTECTED = """
insert into resources (dataset, resource, contract, title_nl, title_en, chips, area_vintage)
values ('practice_cohort', 'year3', 'cohort_flow', '', '', '{}', 2022);
insert into flow_counts (
    dataset, resource, cohorts, moment, tab, area_code, parental_education, advice, placement, split, pupils, code
)
select
    'practice_cohort', 'year3', '2020/21-2022/23', 'year3', 'cube', area, 'alle', advice, '', '',
    case when area = 'E' then null else 20 end, case when area = 'E' then 'c' else '' end
from (values ('A'), ('E'), ('F')) areas (area), (values ('havo'), ('vwo')) advices (advice)
"""
"""Protected counts as a build writes them, six cells of which two are hidden."""


@pytest.fixture
def two(store_folder: Path, tmp_path: Path) -> tuple[Store, Store]:
    """What readers can open, with protected counts; and a candidate beside it that is the same so far."""
    version = current(store_folder)
    assert version is not None
    shown, aside = tmp_path / "store", tmp_path / "store" / "candidates"
    aside.mkdir(parents=True)
    shutil.copyfile(version_file(store_folder, version), version_file(shown, version))
    with duckdb.connect(str(version_file(shown, version))) as connection:
        connection.execute(PROTECTED)
    shutil.copyfile(version_file(shown, version), version_file(aside, "0123456789ab"))
    make_current(shown, version)
    return Store(shown), Store(aside)


def change(store: Store, *statements: str) -> None:
    with duckdb.connect(str(version_file(store.folder, "0123456789ab"))) as connection:
        for statement in statements:
            connection.execute(statement, [DATASET] if "?" in statement else [])


def refused(two: tuple[Store, Store], *datasets: str) -> PublishError:
    shown, aside = two
    with pytest.raises(PublishError) as caught:
        refuse_uncovered(datasets, aside.snapshot("0123456789ab"), shown)
    return caught.value


def test_the_same_pattern_is_no_fault(two: tuple[Store, Store]) -> None:
    shown, aside = two
    refuse_uncovered([DATASET], aside.snapshot("0123456789ab"), shown)


def test_a_cell_that_one_hides_and_the_other_shows_is_refused(two: tuple[Store, Store]) -> None:
    change(two[1], HIDE_ONE)
    error = refused(two, "practice_schools", DATASET)
    shown = two[0].versions()[0].version
    assert (error.code, error.details) == ("uncovers", {"dataset": DATASET, "cells": 1, "version": shown})
    for code in LANGUAGES:
        assert f" {shown} " in error.sentence(language(code))


def test_another_name_of_the_table_hides_nothing(two: tuple[Store, Store]) -> None:
    change(two[1], HIDE_ONE, *RENAME.split("; "))
    assert refused(two, DATASET).details["cells"] == 1


def test_only_datasets_that_change_are_compared(two: tuple[Store, Store]) -> None:
    change(two[1], HIDE_ONE)
    refuse_uncovered(["practice_schools", "geo"], two[1].snapshot("0123456789ab"), two[0])


def test_windows_that_share_some_cohorts_are_refused(two: tuple[Store, Store]) -> None:
    change(two[1], "update flow_counts set cohorts = '2021/22-2023/24'")
    error = refused(two, DATASET)
    assert (error.code, error.details["window"]) == ("overlaps", "2021/22-2023/24")
    assert error.details["other"] == "2020/21-2022/23"
    for code in LANGUAGES:
        assert "2021/22-2023/24" in error.sentence(language(code))
