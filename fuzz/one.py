"""Fuzz targets of one room, each in a process of its own: ``fuzz.one ROOM SECONDS FOUND SEED TARGET...``.

What breaks the contract is written into the folder FOUND/TARGET, one file per place where it breaks, and fuzzing goes
on; only a crash, a hang or memory without end stops a target, and then the fuzzer writes the input itself. What the
fuzzer says is in FOUND/TARGET.log. A line is printed for each target, with the status of its process.
"""

from __future__ import annotations

import hashlib
import importlib
import logging
import os
import sys
import tempfile
import traceback
from pathlib import Path
from typing import Final

import atheris

WATCHED: Final = {
    "of_screening": ("screening", "store.csv_lines", "store.scratch", "datasets.untrusted"),
    "of_datasets": ("datasets", "store.queries"),
    "of_sources": ("sources", "datasets.labels", "datasets.untrusted"),
    "of_web": ("web.routes", "web.headers", "datasets.addresses", "paths"),
}
"""What the fuzzer watches while a room is tried; watching everything would take half a minute to begin."""

if __name__ == "__main__":
    with atheris.instrument_imports(include=[*(f"kansenbeeld.{one}" for one in WATCHED[sys.argv[1]]), "tomllib"]):
        ROOM = importlib.import_module(f"fuzz.{sys.argv[1]}")

from fuzz.target import SECONDS, BrokenError, Target, hold, kept  # noqa: E402 (the fuzzer comes first)

HANG: Final = 60
"""Seconds after which the fuzzer stops an input that can't be stopped from Python."""
MEMORY: Final = 4_000
"""Megabytes that the process may have in use."""


def place_of(error: BaseException) -> str:
    """Return where something broke, as the name of a file: the class, the last place in our code or the sentence."""
    if isinstance(error, BrokenError):
        text = str(error)
    else:
        ours = [one for one in traceback.extract_tb(error.__traceback__) if "kansenbeeld" in one.filename]
        where = f"{Path(ours[-1].filename).stem} {ours[-1].name}" if ours else ""
        text = f"{type(error).__name__} {where}"
    return "".join(sign if sign.isalnum() else "-" for sign in text)[:70].strip("-").lower()


def main(target: Target, seconds: int, found: Path, seed: int) -> None:
    """Fuzz a target for some seconds; does not return."""
    logging.disable(logging.WARNING)
    name = target.name
    places: set[str] = set()
    with tempfile.TemporaryDirectory(prefix="fuzz-") as whole:
        begin = Path(whole) / "corpus"
        begin.mkdir()
        for title, body in target.seeds().items():
            (begin / title).write_bytes(body)
        for path in kept(name):
            (begin / path.name).write_bytes(path.read_bytes())
        words = Path(whole) / "words"
        escaped = ("".join(f"\\x{byte:02x}" for byte in word) for word in target.words)
        words.write_text("".join(f'"{one}"\n' for one in escaped), encoding="ascii")

        def try_one(data: bytes) -> None:
            with tempfile.TemporaryDirectory(prefix="input-", dir=whole) as folder:
                try:
                    hold(target, data, Path(folder), seconds=SECONDS)
                except Exception as error:  # noqa: BLE001
                    # Whatever it is, it is what is looked for.
                    if (where := place_of(error)) not in places:
                        places.add(where)
                        digest = hashlib.sha256(data).hexdigest()[:8]
                        (found / f"{where}.{digest}").write_bytes(data)
                        sys.stderr.write(f"FOUND {name}: {error!r}"[:600] + "\n")
                        traceback.print_exc()

        options = [
            f"-max_total_time={seconds}",
            f"-timeout={HANG}",
            f"-report_slow_units={HANG}",
            f"-rss_limit_mb={MEMORY}",
            f"-max_len={target.longest}",
            f"-artifact_prefix={found}/",
            f"-seed={seed}",
            "-print_final_stats=1",
            *([f"-dict={words}"] if target.words else []),
        ]
        atheris.Setup([sys.argv[0], *options, str(begin)], try_one)
        atheris.Fuzz()


def _fork(target: Target, seconds: int, found: Path, seed: int) -> int:
    """Fuzz a target in a copy of this process, which the fuzzer takes over, and return its status.

    A copy has imported everything already, with what the fuzzer watches; starting afresh takes longer than a short
    run of a target itself.
    """
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    with (found / f"{target.name}.log").open("wb") as log:
        os.dup2(log.fileno(), sys.stderr.fileno())
    place = found / target.name
    place.mkdir()
    main(target, seconds, place, seed)
    os._exit(0)


if __name__ == "__main__":
    KNOWN = {one.name: one for one in ROOM.TARGETS}
    for wanted in sys.argv[5:]:
        status = _fork(KNOWN[wanted], int(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4]))
        print(wanted, status, flush=True)
