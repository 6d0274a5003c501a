"""What several tests share: a real store built from the shipped data, and the worked examples."""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
import tempfile
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from once import made_once
from postgresql import Cluster, programs

from kansenbeeld import findings, paths
from kansenbeeld.conversations.story import Story, story
from kansenbeeld.datasets.programme import Conversation, Evidence, Theme
from kansenbeeld.language import LanguageCode
from kansenbeeld.store import Snapshot, Store
from kansenbeeld.store.build import BuildReport, build

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session", autouse=True)
def ledger_of_tests(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No test ever writes into the ledger of the person who runs it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(paths.LEDGER_VARIABLE, f"sqlite:///{tmp_path_factory.mktemp('ledger') / 'ledger.sqlite'}")
        yield


@pytest.fixture(scope="session", autouse=True)
def editions_of_tests(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No test ever writes into the editions of the person who runs it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(paths.EDITIONS_VARIABLE, str(tmp_path_factory.mktemp("editions")))
        yield


@pytest.fixture(scope="session")
def store_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store folder with the shipped data, built once per run."""
    return made_once(tmp_path_factory, "store", build)


@pytest.fixture(scope="session")
def snapshot(store_folder: Path) -> Snapshot:
    """The shipped data."""
    return Store(store_folder).snapshot()


@pytest.fixture(scope="session")
def practice_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped data with the invented practice cohort beside them."""
    folder = tmp_path_factory.mktemp("practice") / "data"
    shutil.copytree(paths.DATA, folder)
    shutil.copytree(ROOT / "tests" / "fixtures" / "practice", folder, dirs_exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def practice_build(practice_data: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, BuildReport]:
    """A store folder with the practice cohort, built once per run, and what a build reports of it."""
    folder = made_once(tmp_path_factory, "practice_store", lambda made: build(made, practice_data))
    # Protecting counts takes half a minute; a build that finds its version reports the same.
    return folder, build(folder, practice_data)


@pytest.fixture(scope="session")
def practice(practice_build: tuple[Path, BuildReport]) -> Snapshot:
    """The shipped data with the practice cohort."""
    return Store(practice_build[0]).snapshot()


@pytest.fixture(scope="session")
def examples() -> dict[str, dict[str, Any]]:
    """Worked examples by the first part of their id, such as ``C01``."""
    vectors = json.loads((ROOT / "tests" / "fixtures" / "examples.json").read_text(encoding="utf-8"))["vectors"]
    return {vector["id"].split("_")[0]: vector for vector in vectors}


@pytest.fixture(scope="session")
def every_question(snapshot: Snapshot) -> Callable[[LanguageCode], Story]:
    """A conversation in Zuidoost about every question, to try what is made of stories on each form of chart."""

    def text(sentence: str) -> dict[str, str]:
        return {"nl": f"{sentence} (nl)", "en": f"{sentence} (en)"}

    evidence = tuple(
        Evidence(name, "support" if number else "lead", {}, text(f"Notes about {name}"))
        for number, name in enumerate(findings.questions())
    )
    theme = Theme(
        "everything",
        text("everything <at> once & more"),
        text("What is it about?"),
        (*evidence, Evidence("same_direction", "context", {}, text("Said as context"))),
        tuple(text(f"Question {number} for the table?") for number in range(1, 5)),
        tuple(
            text("A limit that takes more than a line of a slide when it is read by the back row of the room. " * 2)
            for _ in range(9)
        ),
    )
    conversation = Conversation("1", theme.id, "T", dt.date(2017, 3, 1), "Bijlmer")
    return lambda code: story(snapshot, conversation, theme, code)


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A running PostgreSQL for this session; without its programs a test is skipped, except in CI."""
    found = programs()
    if found is None:
        sentence = "PostgreSQL is not installed: apt-get install postgresql"
        if os.environ.get("CI"):
            pytest.fail(sentence)
        pytest.skip(sentence)
    # Not pytest's own folder, which only its owner may enter, and whose name is too long for a socket.
    with tempfile.TemporaryDirectory(prefix="kb-pg-") as folder:
        running = Cluster(Path(folder), found)
        running.make()
        running.start()
        try:
            yield running
        finally:
            running.stop()


@pytest.fixture
def postgresql_url(cluster: Cluster) -> Iterator[str]:
    """The address of an empty PostgreSQL database."""
    name = f"ledger_{uuid.uuid4().hex}"
    cluster.command(f"create database {name} template template0")
    yield cluster.url(name)
    cluster.command(f"drop database {name} with (force)")


@pytest.fixture(params=["sqlite", "postgresql"])
def ledger_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database, of either kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'a folder' / 'ledger.sqlite'}"
    return str(request.getfixturevalue("postgresql_url"))
