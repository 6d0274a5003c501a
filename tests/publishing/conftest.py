"""Publishing on either database, in a store where what the tests publish has been built once."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from publishing_places import DATASET, Place, lower, other, rewritten

from kansenbeeld import paths
from kansenbeeld.publishing.changes import Proposal
from kansenbeeld.publishing.publishing import Publishing


@pytest.fixture(scope="session")
def given(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Datasets to publish: a small correction, a large one, and one that the product does not ship."""
    folder = tmp_path_factory.mktemp("given")
    for name, change in (("small", other), ("large", lower)):
        shutil.copytree(paths.DATA / DATASET, folder / name / DATASET)
        rewritten(folder / name / DATASET, "group8", change)
        # Screening wants to know where on the web the figures are.
        path = folder / name / DATASET / "datapackage.json"
        described = json.loads(path.read_text(encoding="utf-8"))
        described["sources"][0]["path"] = "https://example.org/figures"
        path.write_text(json.dumps(described), encoding="utf-8")
    practice = paths.ROOT / "tests" / "fixtures" / "practice" / "practice_indicators"
    shutil.copytree(practice, folder / "new" / practice.name)
    return {path.name: next(path.iterdir()) for path in folder.iterdir()}


@pytest.fixture(scope="session")
def warehouse(store_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Place:
    """A store with the shipped data, where the proposals below have been built."""
    folder = tmp_path_factory.mktemp("warehouse")
    shutil.copytree(store_folder, folder / "store")
    return Place(f"sqlite:///{folder / 'ledger.sqlite'}", folder / "editions", folder / "store", paths.DATA)


@pytest.fixture(scope="session")
def proposals(given: dict[str, Path], warehouse: Place) -> dict[str, Proposal]:
    """A proposal for each dataset, on the shipped data; preparing is what takes time, so it is done once."""
    publishing = warehouse.open()
    made = {name: publishing.prepare(dataset) for name, dataset in given.items()}
    publishing.close()
    return made


def _copied(url: str, warehouse: Place, folder: Path) -> Place:
    store, editions = folder / "store", folder / "editions"
    shutil.copytree(warehouse.store, store)
    shutil.copytree(warehouse.editions, editions)
    return Place(url, editions, store, warehouse.shipped)


@pytest.fixture
def place(ledger_url: str, warehouse: Place, proposals: dict[str, Proposal], tmp_path: Path) -> Place:
    """Where nothing was published yet, on either database."""
    return _copied(ledger_url, warehouse, tmp_path)


@pytest.fixture
def sqlite(warehouse: Place, proposals: dict[str, Proposal], tmp_path: Path) -> Place:
    """Where nothing was published yet, for what does not depend on the database."""
    return _copied(f"sqlite:///{tmp_path / 'ledger.sqlite'}", warehouse, tmp_path)


@pytest.fixture
def publishing(place: Place) -> Iterator[Publishing]:
    """A history without a step, on either database."""
    opened = place.open()
    yield opened
    opened.close()


@pytest.fixture
def here(sqlite: Place) -> Iterator[Publishing]:
    """A history without a step, for what does not depend on the database."""
    opened = sqlite.open()
    yield opened
    opened.close()
