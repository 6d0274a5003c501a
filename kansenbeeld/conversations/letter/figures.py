"""The figures of a letter: each finding once, answered in the data version that it was discussed in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from kansenbeeld import findings
from kansenbeeld.charts.map import Outline
from kansenbeeld.conversations import changes_text
from kansenbeeld.conversations import discussed as discussing
from kansenbeeld.conversations.changes import compare
from kansenbeeld.conversations.ledger.entries import About
from kansenbeeld.conversations.letter.blocks import FindingBlock
from kansenbeeld.exports import images
from kansenbeeld.findings import Finding
from kansenbeeld.findings.outlines import outlines_for
from kansenbeeld.language import Language
from kansenbeeld.store import Store


class Figures:
    """The figures of one letter in order of number."""

    def __init__(self, store: Store, words: Language) -> None:
        """Start without figures.

        Raises:
            StoreError: there are no data at all.
        """
        self._store: Final = store
        self._words: Final = words
        self.current: Final = store.snapshot()
        self.shown: Final[list[FindingBlock]] = []

    def answer(self, about: About) -> Finding | None:
        """Answer what an item is about in its own data version.

        Returns:
            ``None`` where that version, question or selection is not here; never the answer of another version.
        """
        return discussing.discussed(self._store, about, self._words.code)

    def has_version(self, version: str) -> bool:
        """Whether a data version can still be opened."""
        return discussing.version(self._store, version) is not None

    def number(self, finding: Finding) -> int | None:
        """Return the number under which a finding stands in the letter, ``None`` where it doesn't."""
        return next((block.number for block in self.shown if _same(block.finding, finding)), None)

    def add(self, finding: Finding) -> FindingBlock | None:
        """Give a finding the next number; ``None`` when it stands in the letter already."""
        if self.number(finding) is not None:
            return None
        block = self._block(finding, len(self.shown) + 1)
        self.shown.append(block)
        return block

    def _block(self, finding: Finding, number: int) -> FindingBlock:
        words = self._words
        *sources, version, _ = images.footer(finding, words)
        newer = ""
        if finding.version != self.current.version:
            newer = words.text("letter.figure.newer", version=finding.version, current=self.current.version)
            newer = f"{newer} {self._newest(finding)}".rstrip()
        # A page says how to use its map, which paper can't.
        printed = words.text_or(f"{finding.question}.reading.printed", finding.reading)
        return FindingBlock(
            number=number,
            label=words.text("letter.figure", number=number),
            finding=finding,
            reading="" if finding.chart is None else " ".join([printed, *images.note_lines(finding, words)]),
            limits=finding.limits,
            limits_label=words.text("letter.figure.limits"),
            source_line=" ".join(sources),
            version_line=version,
            newer=newer,
            outlines=self._outlines(finding),
        )

    def _newest(self, then: Finding) -> str:
        """Say what the current version answers, and what that makes of the headline; empty where it has no answer."""
        words = self._words
        now = findings.answer_or_none(then.question, self.current, then.selection, words.code)
        if now is None:
            return ""
        change = compare(then, now)
        verdict = changes_text.happened(change, then, now, words)
        if change.kind == "same":
            return words.text("letter.figure.newest.same", verdict=verdict)
        return words.text("letter.figure.newest", headline=now.headline, verdict=verdict)

    def _outlines(self, finding: Finding) -> Mapping[str, Outline]:
        snapshot = discussing.version(self._store, finding.version)
        return {} if snapshot is None else outlines_for(snapshot, finding)


def _same(one: Finding, other: Finding) -> bool:
    return (one.question, one.selection, one.version) == (other.question, other.selection, other.version)
