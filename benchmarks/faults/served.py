"""Faults under a running server and between processes that publish."""

from __future__ import annotations

import json
import pickle
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Final

from benchmarks.faults.damage import DAMAGE
from benchmarks.faults.outcome import Outcome
from benchmarks.faults.places import Ground, Readers, last_line
from benchmarks.servers import serving_app
from kansenbeeld import paths
from kansenbeeld.publishing.publishing import Publishing
from kansenbeeld.store import files
from kansenbeeld.store.build import build


def changed(folder: Path) -> Path:
    """Copy all that the product ships, with one figure that differs."""
    shutil.copytree(paths.DATA, folder)
    table = folder / "kco_outcomes" / "group8.csv"
    text = table.read_text(encoding="utf-8")
    table.write_text(text.replace(",85.25\n", ",85.24\n", 1), encoding="utf-8")
    return folder


def damaged_under_a_server(folder: Path, how: str = "flipped") -> Outcome:
    """Damage the current version under the running app, and ask for findings; then repair it."""
    store, failures = folder / "store", []
    older = build(store, changed(folder / "changed")).version
    newest = build(store).version
    with serving_app(store, paths.DATA) as server:
        if newest not in (_page(f"{server.url}/f/advice_gap", failures)):
            failures.append("the newest version was not served")
        DAMAGE[how](files.version_file(store, newest))
        for question in ("advice_gap", "gap_map", "funnel_plot"):
            text = _page(f"{server.url}/f/{question}", failures)
            if older not in text or newest in text:
                failures.append(f"the page of {question} is not of the version before it")
        start = time.monotonic()
        build(store)
        if newest not in _page(f"{server.url}/f/advice_gap?lang=en", failures):
            failures.append("the repaired version is not served")
        seconds = time.monotonic() - start
    log = (store.parent / f"app-{store.name}.log").read_text(encoding="utf-8", errors="replace")
    said = (
        next((line for line in log.splitlines() if "can't be read and" in line), "")
        .partition("reader: ")[2]
        .partition(" request=")[0]
    )
    failures += [] if said else ["the log of the server has no sentence"]
    failures += ["a traceback in the log of the server"] if "Traceback" in log else []
    done = "its file is flipped under the running app, pages asked by HTTP"
    readers = "pages of the version before it (status 200)"
    return Outcome("The current version is damaged under a server", done, 1, readers, said, seconds, tuple(failures))


def _page(address: str, failures: list[str]) -> str:
    try:
        with urllib.request.urlopen(address, timeout=60) as answer:  # noqa: S310 - our own address
            text = str(answer.read().decode("utf-8"))
    except (OSError, urllib.error.HTTPError) as error:
        failures.append(f"a page was not given: {error}")
        return ""
    failures += ["a traceback on a page"] if "Traceback" in text else []
    return text


_PUBLISH: Final = """
import pickle, sys
from pathlib import Path
from kansenbeeld.language import language
from kansenbeeld.publishing.changes import Proposal
from kansenbeeld.publishing.errors import PublishError
from kansenbeeld.publishing.publishing import Publishing
url, editions, store, shipped, proposal, who = sys.argv[1:]
here = Publishing(url, editions=Path(editions), store=Path(store), shipped=Path(shipped))
ready = pickle.loads(Path(proposal).read_bytes())
here.log()
print("ready", flush=True)
sys.stdin.readline()
try:
    print("published", here.publish(ready, who=who, why="At the same time.").number)
except PublishError as error:
    print(error.sentence(language("en")) if hasattr(error, "sentence") else error)
"""


def two_publishers(folder: Path) -> Outcome:
    """Let two processes publish other figures of one dataset at the same moment, in SQLite."""
    ground, failures = Ground(folder), []
    url, editions = f"sqlite:///{folder / 'ledger.sqlite'}", folder / "editions"
    here = Publishing(url, editions=editions, store=ground.store, shipped=ground.old)
    processes: dict[str, subprocess.Popen[str]] = {}
    with Readers(ground.store) as readers:
        for who, figure in (("a", ",85.24\n"), ("b", ",85.23\n")):
            given = _given(ground, folder / who, figure)
            proposal = folder / f"{who}.proposal"
            proposal.write_bytes(pickle.dumps(here.prepare(given)))
            words = (url, editions, ground.store, ground.old, proposal, who)
            processes[who] = subprocess.Popen(
                [sys.executable, "-c", _PUBLISH, *map(str, words)],
                cwd=paths.ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
        for process in processes.values():
            assert process.stdout is not None
            process.stdout.readline()
        start = time.monotonic()
        for process in processes.values():
            assert process.stdin is not None
            process.stdin.write("go\n")
            process.stdin.flush()
        said = {who: process.communicate(timeout=300)[0].strip() for who, process in processes.items()}
        seconds = time.monotonic() - start
    winners = [who for who, text in said.items() if text == "published 1"]
    failures += [] if len(winners) == 1 else [f"{len(winners)} of two published the same step"]
    steps = here.log()
    failures += [] if [step.who for step in steps] == winners else ["the history does not say who won"]
    failures += (
        [] if steps and files.current(ground.store) == steps[-1].version else ["what was published is not shown"]
    )
    here.close()
    sentence = next((last_line(text) for who, text in said.items() if who not in winners), "")
    failures += ground.halves() + readers.faults
    done = "two processes publish other figures of one dataset at one moment"
    readers_saw = "the version that was there, then that of who was first"
    return Outcome("Two publishers at once", done, 2, readers_saw, sentence, seconds, tuple(failures))


def _given(ground: Ground, folder: Path, figure: str) -> Path:
    given = Path(shutil.copytree(ground.old / "kco_outcomes", folder / "kco_outcomes"))
    table = given / "group8.csv"
    table.write_text(table.read_text(encoding="utf-8").replace(",85.25\n", figure, 1), encoding="utf-8")
    # Screening wants to know where on the web the figures are.
    path = given / "datapackage.json"
    described = json.loads(path.read_text(encoding="utf-8"))
    described["sources"][0]["path"] = "https://example.org/figures"
    path.write_text(json.dumps(described), encoding="utf-8")
    return given
