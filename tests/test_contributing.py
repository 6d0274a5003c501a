"""The five steps of CONTRIBUTING.md, done as they stand there: the new question is wherever findings are."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from kansenbeeld import paths

QUESTION = "advice_above_test"
COPIED = ("kansenbeeld", "pages", "queries", "locales", "data", "dashboard.py", "pyproject.toml", ".streamlit")
HELPERS = ("conftest.py", "once.py", "postgresql.py", "test_language.py", "datasets/test_programme.py")
_BLOCK = re.compile(r"^```(\w+)(?: ([^\n]+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_AT_THE_END = " (at the end)"
_LOOK = f"""
import json
from starlette.applications import Starlette
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest
from kansenbeeld import findings
from kansenbeeld.conversations.programme import programme
from kansenbeeld.web import context, server
snapshot = context.store().snapshot()
client = TestClient(Starlette(routes=server.ROUTES, middleware=server.MIDDLEWARE), headers={{"accept": "text/html"}})
app = AppTest.from_file(server.SHELL, default_timeout=60).run()
app.switch_page("../../pages/browse/groups.py").run()
assert not app.exception
told = [name for name, theme in programme(snapshot).themes.items() if "{QUESTION}" in [
    one.question for one in theme.evidence]]
print(json.dumps({{
    "headline": findings.answer("{QUESTION}", snapshot, findings.Selection(), "nl").headline,
    "page": [one.value for one in app.header],
    "light": client.get("/f/{QUESTION}?lang=nl").text,
    "deck": client.get(f"/gesprek/3/presentatie?lang=nl&theme={{told[0]}}&district=T").text,
}}))
"""


@pytest.fixture(scope="module")
def steps() -> list[tuple[str, str, str]]:
    """Language, file and text of each block of code of the page."""
    return _BLOCK.findall((paths.ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def copy(steps: list[tuple[str, str, str]], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the repository in which the steps were done."""
    root = tmp_path_factory.mktemp("contributing") / "repository"
    for name in COPIED:
        source = paths.ROOT / name
        place = root / name
        if source.is_dir():
            shutil.copytree(source, place, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, place)
    for name in HELPERS:
        (root / "tests" / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(paths.ROOT / "tests" / name, root / "tests" / name)
    for _, name, text in steps:
        if not name:
            continue
        place = root / name.removesuffix(_AT_THE_END)
        place.parent.mkdir(parents=True, exist_ok=True)
        assert place.exists() == name.endswith(_AT_THE_END), f"{name}: a new file, or one to add to"
        with place.open("a", encoding="utf-8") as file:
            file.write(text)
    return root


def _run(copy: Path, *arguments: str) -> str:
    environment = {
        **os.environ,
        paths.STORE_VARIABLE: str(copy.parent / "store"),
        paths.EDITIONS_VARIABLE: str(copy.parent / "editions"),
        paths.LEDGER_VARIABLE: f"sqlite:///{copy.parent / 'ledger.sqlite'}",
        paths.ADDRESS_VARIABLE: "https://kansenbeeld.example",
        "PYTHONPATH": str(copy),
    }
    environment.pop(paths.DATA_VARIABLE, None)
    # A run of its own, also where this one is of several workers.
    environment = {name: value for name, value in environment.items() if not name.startswith("PYTEST_")}
    done = subprocess.run(
        [sys.executable, *arguments], cwd=copy, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{' '.join(arguments)[:200]}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
    return done.stdout


def test_the_page_writes_one_query_one_module_two_catalogues_one_test_and_a_place(
    steps: list[tuple[str, str, str]],
) -> None:
    assert [name for _, name, _ in steps if name] == [
        f"queries/{QUESTION}.sql",
        f"kansenbeeld/findings/{QUESTION}.py",
        f"locales/nl/LC_MESSAGES/{QUESTION}.po",
        f"locales/en/LC_MESSAGES/{QUESTION}.po",
        f"tests/findings/test_{QUESTION}.py",
        f"data/conversations/themes.toml{_AT_THE_END}",
    ]


def test_the_new_question_is_on_its_page_in_a_deck_and_by_itself(copy: Path) -> None:
    _run(copy, "-m", "kansenbeeld", "build")
    seen = json.loads(_run(copy, "-c", _LOOK).splitlines()[-1])
    headline = seen["headline"]
    assert headline in seen["page"]
    assert headline in seen["light"]
    assert headline in seen["deck"]


def test_the_commands_of_the_page_end_well(copy: Path, steps: list[tuple[str, str, str]]) -> None:
    """Its own tests and style; the app itself is started by the tests of the browser."""
    (commands,) = [text for kind, _, text in steps if kind == "console"]
    tests = re.findall(r"^\$ pytest (.+)$", commands, re.MULTILINE)
    assert tests
    for arguments in tests:
        assert "passed" in _run(copy, "-m", "pytest", "-p", "no:cacheprovider", *shlex.split(arguments))
    written = [name for _, name, _ in steps if name.endswith(".py")]
    _run(copy, "-m", "ruff", "check", "--no-cache", *written)
    _run(copy, "-m", "ruff", "format", "--no-cache", "--check", *written)
