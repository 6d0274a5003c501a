"""Every entrance keeps to its contract: what was found before, bombs, and spoiled tables and documents."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hostile import BOMBS, tables, trees
from hypothesis import given
from hypothesis import strategies as st

from fuzz.of_screening import _ROWS
from fuzz.target import CORPUS, REFUSALS, BrokenError, Target, hold, kept
from fuzz.targets import TARGETS
from kansenbeeld import paths
from kansenbeeld.datasets.descriptions import Description
from kansenbeeld.datasets.errors import DatasetError

TABLES = ("screen", "table", "intake", "csv")
TREES = ("package", "outlines", "bbga", "statline_3", "statline_4", "datastore", "area_layers", "area_versions")


@pytest.fixture(autouse=True)
def _own_places(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The target of requests reads the store of the tests; the others need none."""
    asked = getattr(request.node, "callspec", None)
    if asked is None or asked.params.get("name") != "request":
        yield
        return
    from kansenbeeld.web import context

    monkeypatch.setenv(paths.STORE_VARIABLE, str(request.getfixturevalue("store_folder")))
    context.store.cache_clear()
    yield
    context.store.cache_clear()


def held(name: str, data: bytes) -> None:
    with TemporaryDirectory() as folder:
        hold(TARGETS[name], data, Path(folder))


@pytest.mark.parametrize("path", [path for name in TARGETS for path in kept(name)], ids=lambda path: path.name)
def test_what_was_found_before_is_mended(path: Path) -> None:
    held(path.parent.name, path.read_bytes())


def test_every_folder_of_the_corpus_has_a_target() -> None:
    assert {path.name for path in CORPUS.iterdir() if path.is_dir()} <= set(TARGETS)


@pytest.mark.parametrize("name", TARGETS)
def test_good_inputs_are_taken(name: str) -> None:
    """A fuzzer that starts from what is refused at the door tries the door only."""
    target = TARGETS[name]
    taken = 0
    for body in target.seeds().values():
        with TemporaryDirectory() as folder:
            try:
                target.run(body, Path(folder))
            except REFUSALS:  # Some seeds are there to be refused.
                continue
            taken += 1
    assert taken


@pytest.mark.parametrize("name", TARGETS)
def test_bombs_are_refused_or_read(name: str) -> None:
    for body in BOMBS.values():
        held(name, body)


@pytest.mark.parametrize("name", TABLES)
@given(data=st.data())
def test_spoiled_tables(name: str, data: st.DataObject) -> None:
    spoiled = data.draw(tables(_ROWS[data.draw(st.sampled_from(("shares", "positions", "flows")))]))
    held(name, b"\0" + spoiled if name in ("table", "csv") else spoiled)


@pytest.mark.parametrize("name", TREES)
@given(data=st.data())
def test_spoiled_documents(name: str, data: st.DataObject) -> None:
    seeds = TARGETS[name].seeds()
    held(name, data.draw(trees(seeds[data.draw(st.sampled_from(sorted(seeds)))])))


def test_a_fault_is_found() -> None:
    """The contract is held against errors that are not ours, and against refusals of more than a line."""

    def breaks(data: bytes, folder: Path) -> None:
        raise KeyError(data)

    def refuses(data: bytes, folder: Path) -> None:
        raise DatasetError("extra_column", "\n", column="a", expected="b") if data else DatasetError("no", "\n" * 9)

    with pytest.raises(KeyError), TemporaryDirectory() as folder:
        hold(Target("breaks", breaks, dict), b"x", Path(folder))
    with TemporaryDirectory() as folder:
        hold(Target("refuses", refuses, dict), b"x", Path(folder))


def test_a_description_that_is_written_otherwise_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    from fuzz import of_datasets

    written = of_datasets.descriptor

    def shorter(description: Description) -> dict[str, Any]:
        return written(replace(description, sources=description.sources[:1], retrieved=date(2000, 1, 1)))

    monkeypatch.setattr(of_datasets, "descriptor", shorter)
    with pytest.raises(BrokenError, match="reads back as another one"), TemporaryDirectory() as folder:
        hold(TARGETS["package"], TARGETS["package"].seeds()["kco_outcomes"], Path(folder))
