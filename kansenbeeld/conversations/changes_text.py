"""What is different after new figures, in words: for the page and for the command line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from kansenbeeld.conversations.changes import Change, ConversationChanges, StepChange, Verdict
from kansenbeeld.findings import Finding
from kansenbeeld.language import Language
from kansenbeeld.store import VersionInfo

SYMBOLS: Final[dict[Verdict, str]] = {"gone": "✗", "look": "?", "holds": "✓"}
"""A sign beside the word, which no colour is needed for."""


def lead(found: Sequence[ConversationChanges], words: Language) -> str:
    """Return the first sentences: how many headlines no longer hold, and how many a person must look at."""
    verdicts = [step.change.verdict for one in found for step in one.steps]
    total, gone, look = len(verdicts), verdicts.count("gone"), verdicts.count("look")
    if not total:
        return words.text("changes.lead.empty")
    amount = {0: "none", 1: "one"}
    if not gone:
        first = words.text("changes.lead.none" if look else "changes.lead.all", total=total)
    else:
        first = words.text(f"changes.lead.gone.{amount.get(gone, 'many')}", gone=gone, total=total)
    second = [words.text(f"changes.lead.look.{amount.get(look, 'many')}", look=look)] if look else []
    return " ".join([first, *second])


def compared(before: VersionInfo, after: VersionInfo, words: Language) -> str:
    """Name the two versions and the dates of their data."""
    return words.text("changes.compared", before=version(before, words), after=version(after, words))


def version(info: VersionInfo, words: Language) -> str:
    """Name a version with the day on which its data were retrieved, and when it was built where that is known."""
    retrieved = words.date(info.data_date)
    if info.built is None:
        return words.text("changes.version", version=info.version, date=retrieved)
    return words.text("changes.version.built", version=info.version, date=retrieved, built=words.moment(info.built))


def verdict(change: Change, words: Language) -> str:
    """Return whether a slide still holds, with its sign."""
    if change.kind == "became_known":
        # Nothing held before: a first answer is no loss.
        return f"+ {words.text('changes.verdict.new')}"
    return f"{SYMBOLS[change.verdict]} {words.text(f'changes.verdict.{change.verdict}')}"


def why(step: StepChange, words: Language) -> str:
    """Return what happened to a headline, in one to three sentences."""
    return happened(step.change, step.before, step.after, words)


def happened(change: Change, before: Finding | None, after: Finding | None, words: Language) -> str:
    """Return what a change between two answers is, in one to three sentences."""
    if change.reason is not None:
        sentences = [_reason(change, (before, after), words)]
    else:
        sentences = [words.text(f"changes.kind.{change.kind}", what=what(after, words))]
    if change.other_period:
        sentences.append(words.text("changes.other_period"))
    if change.other_numbers and change.kind == "same":
        sentences.append(words.text("changes.other_numbers"))
    return " ".join(sentences)


def _reason(change: Change, sides: Sequence[Finding | None], words: Language) -> str:
    labels = {chip.code: chip.label for one in sides if one is not None for chip in one.chips}
    names = ", ".join(labels.get(code, code) for code in change.chips)
    return words.text(f"changes.reason.{change.reason}", chips=names)


def what(finding: Finding | None, words: Language) -> str:
    """Name what the number behind a headline measures, as a sentence starts with it."""
    if finding is not None and finding.key is not None and finding.key.unit == "percent":
        return words.text("changes.what.percent")
    return words.text_or(
        f"changes.what.{'' if finding is None else finding.question}", words.text("changes.what.points")
    )


def number(finding: Finding, words: Language) -> str:
    """Write the number that a headline rests on with its margin; empty where it has none of its own."""
    key = finding.key
    if key is None:
        return ""
    if key.value is None:
        return words.text("changes.number.range", low=words.percent(key.low), high=words.percent(key.high))
    write = words.percent if key.unit == "percent" else words.number
    return words.text(
        f"changes.number.{key.unit}",
        what=what(finding, words),
        value=write(key.value),
        low=write(key.low),
        high=write(key.high),
    )


def heading(one: ConversationChanges, words: Language) -> str:
    """Return what a conversation is called."""
    return words.text("deck.title", number=one.conversation.id, theme=one.theme.title[words.code])


def headline(finding: Finding | None, words: Language) -> str:
    """Return a headline, or a sentence that the version has none."""
    return words.text("changes.no_answer") if finding is None else finding.headline


def report(found: Sequence[ConversationChanges], versions: tuple[VersionInfo, VersionInfo], words: Language) -> str:
    """Write everything as plain text, gravest first within each conversation."""
    return "\n".join([compared(*versions, words), lead(found, words), *_lines(found, words)])


def _lines(found: Sequence[ConversationChanges], words: Language) -> Iterator[str]:
    for one in found:
        yield f"\n{heading(one, words)}"
        for step in one.gravest_first:
            slide = words.text("changes.slide", number=step.slide)
            yield f"  {verdict(step.change, words)} · {slide}: {why(step, words)}"
            sides = (
                [(step.after, "after")]
                if step.change.kind == "same"
                else [(step.before, "before"), (step.after, "after")]
            )
            for finding, side in sides:
                numbers = "" if finding is None else number(finding, words)
                yield f"      {words.text(f'changes.side.{side}')}: {headline(finding, words)} {numbers}".rstrip()
