"""What a target is, and the contract that every input is held to."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from kansenbeeld.datasets.errors import DatasetError
from kansenbeeld.datasets.untrusted.refused import RefusedError
from kansenbeeld.language import language
from kansenbeeld.operations.errors import BackupError
from kansenbeeld.sources.errors import SourceError
from kansenbeeld.store.errors import ScratchError
from kansenbeeld.store.queries import QueryError

SECONDS: Final = 5.0
"""Processor time that one input may take."""

CORPUS: Final = Path(__file__).resolve().parent / "corpus"
"""What was found before, a folder per target; every file of it is replayed by the tests."""

FIXTURES: Final = Path(__file__).resolve().parents[1] / "tests" / "fixtures"
REFUSALS: Final = (DatasetError, SourceError, RefusedError, ScratchError, QueryError, BackupError)
"""Our own ways to say no; everything else that an entrance raises is a finding."""

Run = Callable[[bytes, Path], None]
Seeds = Mapping[str, bytes]


class BrokenError(AssertionError):
    """An entrance did not keep to its contract."""


@dataclass(frozen=True, slots=True)
class Target:
    """An entrance for bytes of unknown origin.

    Attributes:
        name: also of its folder in the corpus.
        run: gives the bytes to the entrance, with an empty folder to work in; raises ``BrokenError`` where a
            property does not hold, and lets the errors of the entrance pass.
        seeds: good inputs by a name, from which others are made.
        longest: bytes of an input at most.
    """

    name: str
    run: Run
    seeds: Callable[[], Seeds]
    longest: int = 20_000
    words: tuple[bytes, ...] = field(default=())
    """Parts that an input of this kind is made of, which help a fuzzer along."""


def hold(target: Target, data: bytes, folder: Path, *, seconds: float | None = None) -> None:
    """Give an input to a target and hold what happens against the contract.

    Raises:
        BrokenError: a property does not hold, a refusal is no single sentence, or it takes more processor time than
            ``seconds``.
        Exception: whatever else the entrance raised, which is a finding.
    """
    began = time.process_time()
    try:
        target.run(data, folder)
    except REFUSALS as refusal:
        _one_sentence(refusal)
    took = time.process_time() - began
    if seconds is not None and took > seconds:
        raise BrokenError(f"{target.name} took more than {seconds:.0f} s of processor time")


def kept(name: str) -> Iterable[Path]:
    """Return the inputs of a target that were found before."""
    return sorted(path for path in (CORPUS / name).glob("*") if path.is_file())


def _one_sentence(refusal: Exception) -> None:
    """A refusal of a dataset, a source or a backup is one line of text in both languages."""
    if isinstance(refusal, DatasetError | SourceError | BackupError):
        for code in ("nl", "en"):
            sentence = refusal.sentence(language(code))
            if not sentence.strip() or len(sentence.splitlines()) != 1:
                raise BrokenError(f"refusal {refusal.code} is not one line") from refusal
            if len(sentence) > 2_000:
                raise BrokenError(f"refusal {refusal.code} has {len(sentence)} signs") from refusal
