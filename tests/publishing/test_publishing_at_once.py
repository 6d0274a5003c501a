"""Two people who publish at once, from two processes, and a process that stops half-way."""

from __future__ import annotations

import pickle
import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from publishing_places import Place

from kansenbeeld.language import language
from kansenbeeld.paths import ROOT
from kansenbeeld.publishing.changes import Proposal
from kansenbeeld.publishing.errors import PublishError
from kansenbeeld.publishing.publication import Publication
from kansenbeeld.publishing.publishing import Publishing
from kansenbeeld.store import files

Proposals = dict[str, Proposal]

_PUBLISH = """
import os, pickle, signal, sys
from pathlib import Path
from kansenbeeld.publishing import publishing, versions
from kansenbeeld.publishing.changes import Proposal
from kansenbeeld.publishing.errors import PublishError
url, editions, store, shipped, proposal, who, until = sys.argv[1:]
if until == "row":
    versions._switch = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
here = publishing.Publishing(url, editions=Path(editions), store=Path(store), shipped=Path(shipped))
ready = pickle.loads(Path(proposal).read_bytes())
here.log()
print("ready", flush=True)
sys.stdin.readline()
try:
    print(here.publish(ready, who=who, why="Uit een ander proces.").number)
except PublishError as error:
    print(error.code, error.details["who"])
"""


def _process(place: Place, proposal: Path, who: str, until: str = "end") -> subprocess.Popen[str]:
    where = [place.url, *(str(path) for path in (place.editions, place.store, place.shipped, proposal))]
    process = subprocess.Popen(
        [sys.executable, "-c", _PUBLISH, *where, who, until],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def test_of_two_processes_one_wins_and_the_other_hears_by_whom(
    publishing: Publishing, place: Place, proposals: Proposals, tmp_path: Path
) -> None:
    processes = {}
    for who, name in (("noor", "small"), ("sam", "large")):
        path = tmp_path / name
        path.write_bytes(pickle.dumps(proposals[name]))
        processes[who] = _process(place, path, who)
    for process in processes.values():
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    said = {who: process.communicate(timeout=120)[0].strip() for who, process in processes.items()}
    (winner,) = (who for who, answer in said.items() if answer == "1")
    (loser,) = processes.keys() - {winner}
    assert said[loser] == f"moved {winner}"
    (step,) = publishing.log()
    assert (step.who, step.version) == (winner, files.current(place.store))


def test_of_four_threads_one_wins_and_the_others_hear_it(
    publishing: Publishing, place: Place, proposals: Proposals
) -> None:
    made = [proposals[name] for name in ("small", "large")] * 2
    gate = threading.Barrier(len(made))

    def publish(number: int) -> Publication | PublishError:
        here = place.open()
        here.log()
        gate.wait()
        try:
            return here.publish(made[number], who=f"nr. {number}", why="Tegelijk.")
        except PublishError as error:
            return error
        finally:
            here.close()

    with ThreadPoolExecutor(len(made)) as pool:
        done = list(pool.map(publish, range(len(made))))
    (step,) = (one for one in done if isinstance(one, Publication))
    refused = [one for one in done if isinstance(one, PublishError)]
    # Who had the winner's own proposal, and comes when the winner is done, hears that there is nothing left to change.
    assert len(refused) == 3 and {one.code for one in refused} <= {"moved", "same"}
    assert {one.details["who"] for one in refused if one.code == "moved"} <= {step.who}
    assert publishing.log() == (step,)
    assert files.current(place.store) == step.version


def test_a_step_that_stopped_before_the_switch_is_finished_at_the_next_start(
    publishing: Publishing, place: Place, proposals: Proposals, tmp_path: Path
) -> None:
    shipped = files.current(place.store)
    path = tmp_path / "proposal"
    path.write_bytes(pickle.dumps(proposals["small"]))
    process = _process(place, path, "noor", "row")
    process.communicate("go\n", timeout=120)
    assert process.returncode == -signal.SIGKILL
    (step,) = publishing.log()
    assert files.current(place.store) == shipped != step.version
    place.open().settle()
    assert files.current(place.store) == step.version
    files.make_current(place.store, str(shipped))
    place.open().settle()
    assert files.current(place.store) == shipped, "taken back by hand after that, it stays so"


def test_a_proposal_from_before_a_step_is_too_late(sqlite: Place, proposals: Proposals) -> None:
    here = sqlite.open()
    here.publish(proposals["small"], who="noor", why="Eerst.")
    shown = files.current(sqlite.store)
    for act in (
        lambda: here.publish(proposals["large"], who="sam", why="Daarna."),
        lambda: here.restore(0, who="sam", why="Daarna.", base=0),
        lambda: here.take_back(1, who="sam", why="Daarna.", base=0),
    ):
        with pytest.raises(PublishError, match=r": step 1,") as error:
            act()
        assert error.value.code == "moved"
        # Whoever asked reads who was first; the text of the error, which goes to the log, names nobody.
        assert "(noor)" in error.value.sentence(language("en"))
        assert "noor" not in str(error.value)
    assert files.current(sqlite.store) == shown
    here.close()
