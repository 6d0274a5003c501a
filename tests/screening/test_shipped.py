"""What ships passes its own screening: warnings that say what is known of it, and nothing that fails."""

from __future__ import annotations

from pathlib import Path

import pytest

from kansenbeeld import paths
from kansenbeeld.language import LANGUAGES, language
from kansenbeeld.screening.screen import screen
from kansenbeeld.screening.targets import targets
from kansenbeeld.store import Snapshot

DATASETS = sorted(path.parent for path in paths.DATA.glob("*/datapackage.json"))
KNOWN = {
    "kco_outcomes": {"totals.shares_unlike", "totals.levels_turned", "metadata.source_unseen"},
    "ocw_same_direction": {"metadata.licence_unknown"},
    "single_figures": {"metadata.licence_unknown"},
}
"""Warnings by dataset; each is said in a caveat, or beside the licence."""


@pytest.mark.parametrize("dataset", DATASETS, ids=lambda path: path.name)
def test_what_ships_may_be_published(dataset: Path, snapshot: Snapshot, tmp_path: Path) -> None:
    found = set()
    for number, target in enumerate(targets(dataset)):
        screened = screen(
            target.path,
            name=target.name,
            contract=target.contract,
            work=tmp_path / str(number),
            description=target.description,
            previous=snapshot,
        )
        wrong = [check.sentence(language("en")) for check in screened.report.checks if check.result == "fail"]
        assert wrong == []
        assert screened.table is not None
        found |= {check.code for check in screened.report.checks if check.result == "warning"}
        for code in LANGUAGES:
            assert all(check.sentence(language(code)) for check in screened.report.checks)
    assert found == KNOWN.get(dataset.name, set())
