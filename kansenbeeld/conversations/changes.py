"""What is different after new figures: for each slide of each conversation, whether its headline still holds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal, get_args

from kansenbeeld import findings
from kansenbeeld.conversations.story import FIRST_SLIDE, selection
from kansenbeeld.datasets.programme import Conversation, Evidence, Programme, Theme
from kansenbeeld.findings import Finding, Table
from kansenbeeld.findings.finding import KeyFigure
from kansenbeeld.language import DEFAULT_LANGUAGE, LanguageCode, language
from kansenbeeld.measures.shares import Estimate, difference
from kansenbeeld.store import Snapshot, Store, VersionInfo, files

Kind = Literal[
    "flipped",
    "grew",
    "shrank",
    "became_unclear",
    "became_clear",
    "became_unknown",
    "became_known",
    "reworded",
    "not_comparable",
    "within_margin",
    "same",
]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
"""What can happen to a headline, the gravest first."""

Reason = Literal["estimate", "choice", "definition", "area", "before_missing", "after_missing"]
"""Why two answers can't be compared."""

Verdict = Literal["gone", "look", "holds"]
VERDICTS: Final[tuple[Verdict, ...]] = get_args(Verdict)
"""Whether a slide of the earlier version still holds, in the order in which a speaker wants to know."""

_HOLDS: Final[frozenset[Kind]] = frozenset({"same"})
_LOOK: Final[frozenset[Kind]] = frozenset({"reworded", "not_comparable", "within_margin"})


@dataclass(frozen=True, slots=True)
class Change:
    """What happened to one headline.

    Attributes:
        kind: one of ``KINDS``.
        reason: why two answers can't be compared, for ``not_comparable``.
        chips: codes of the definitions that differ.
        other_numbers: whether the table behind the chart differs, also where the headline does not.
        other_period: whether a source covers another period, so that the numbers are of other pupils.
    """

    kind: Kind
    reason: Reason | None = None
    chips: tuple[str, ...] = ()
    other_numbers: bool = False
    other_period: bool = False

    @property
    def verdict(self) -> Verdict:
        """``holds``, ``gone``, or ``look`` where no rule can tell and a person must."""
        if self.kind in _HOLDS:
            return "holds"
        return "look" if self.kind in _LOOK else "gone"

    @property
    def holds(self) -> bool:
        """Whether a slide of the earlier version may be shown as it is."""
        return self.verdict == "holds"


@dataclass(frozen=True, slots=True)
class StepChange:
    """One slide: its number in the deck, why it is there, both answers, the change.

    An answer is ``None`` where the version can't give it.
    """

    slide: int
    evidence: Evidence
    before: Finding | None
    after: Finding | None
    change: Change


@dataclass(frozen=True, slots=True)
class ConversationChanges:
    """The slides of one conversation with what happened to them, in the order of the deck."""

    conversation: Conversation
    theme: Theme
    steps: tuple[StepChange, ...]

    @property
    def gravest_first(self) -> tuple[StepChange, ...]:
        """The slides that no longer hold first, then those to look at, then the others."""
        return tuple(sorted(self.steps, key=lambda step: VERDICTS.index(step.change.verdict)))


def compare(before: Finding, after: Finding) -> Change:
    """Return what happened to the headline of one question between two data versions.

    Both findings are in the same language, since a headline is compared as it is written: the same sentence is the
    same headline, at the precision that a reader sees.

    Whether a number grew or shrank is judged by the interval of Zou and Donner on the sizes of the two. Two versions
    of the same pupils are not independent; taking them as such makes that interval too wide, so a change that it
    carries is safe to name. A correction too small to be named is ``within_margin``: its headline is written
    otherwise by now, so a person must look. An interval that touches zero carries no change.

    An estimate is never put in a trend (METHOD 4): it is the same sentence, or it is not compared.
    """
    chips = tuple(sorted({code for code, _ in _definitions(before) ^ _definitions(after)}))
    kind, reason = _kind(before, after, chips)
    return Change(
        kind,
        reason,
        chips if reason == "definition" else (),
        other_numbers=_shown(before.table) != _shown(after.table),
        other_period=_other_period(before, after),
    )


def _kind(before: Finding, after: Finding, chips: tuple[str, ...]) -> tuple[Kind, Reason | None]:
    if (before.question, before.selection) != (after.question, after.selection):
        return "not_comparable", "choice"
    if before.headline == after.headline and not chips:
        return "same", None
    if before.answered != after.answered:
        return ("became_known" if after.answered else "became_unknown"), None
    if not after.answered:
        return "reworded", None
    if "schatting" in (before.status, after.status):
        return "not_comparable", "estimate"
    if chips:
        return "not_comparable", "definition"
    if before.key is None or after.key is None:
        return _of_counts(before.key, after.key), None
    if before.key.area != after.key.area:
        # A source that does not know the chosen district is answered for the city: that is no answer for the district.
        here = before.selection.district
        areas: dict[str, Kind] = {before.key.area: "became_unknown", after.key.area: "became_known"}
        return (areas[here], None) if here in areas else ("not_comparable", "area")
    return _of_numbers(before.key, after.key), None


def _of_counts(before: KeyFigure | None, after: KeyFigure | None) -> Kind:
    """Return what happened where a headline has no number of its own.

    A headline about a district that is not among the areas counts all of them: that is no answer for the district.
    """
    if before is None and after is None:
        return "reworded"
    return "became_known" if before is None else "became_unknown"


def _of_numbers(before: KeyFigure, after: KeyFigure) -> Kind:
    """Return what happened to the number of the same area, both measured and not modelled."""
    claims = {before.claim, after.claim}
    if claims == {"higher", "lower"}:
        return "flipped"
    if len(claims) == 2 and "unclear" in claims:
        return "became_unclear" if after.claim == "unclear" else "became_clear"
    return _of_sizes(_estimate(before), _estimate(after))


def _of_sizes(before: Estimate, after: Estimate) -> Kind:
    change = difference(_size(after), _size(before))
    if not change.holds_zero:
        return "grew" if change.value > 0 else "shrank"
    # Two differences that may be chance, on either side of zero and yet apart: no word of ours fits.
    return "within_margin" if difference(after, before).holds_zero else "reworded"


def _estimate(key: KeyFigure) -> Estimate:
    if key.value is None:
        raise ValueError("an estimate has no point to compare")
    return Estimate(key.value, key.low, key.high)


def _size(number: Estimate) -> Estimate:
    """Return the absolute value of a number with the absolute values that its interval allows."""
    if number.holds_zero:
        return Estimate(abs(number.value), 0.0, max(-number.low, number.high))
    return number if number.value > 0 else Estimate(-number.value, -number.high, -number.low)


def _definitions(finding: Finding) -> set[tuple[str, str]]:
    return {(chip.code, chip.value) for chip in finding.chips}


def _other_period(before: Finding, after: Finding) -> bool:
    """Whether a dataset that both rest on covers another period."""
    earlier, later = ({source.dataset: source.period for source in one.sources} for one in (before, after))
    return any(earlier[dataset] != later[dataset] for dataset in earlier.keys() & later.keys())


def _shown(table: Table) -> list[list[str]]:
    """Return the cells of a table as a reader sees them; the notation of either language tells the same apart."""
    rows: list[list[str]] = table.written(language(DEFAULT_LANGUAGE)).to_numpy().tolist()
    return rows


def changes(
    before: Snapshot, after: Snapshot, programme: Programme, code: LanguageCode
) -> tuple[ConversationChanges, ...]:
    """Compare every headline of every conversation that has a theme.

    A version that can't answer a question (built before its tables were there) gives ``None`` for it and a change
    that can't be judged, never an error.

    Args:
        before, after: the two data versions.
        programme: conversations with their themes and districts, taken as they are now for both.
        code: the reader's language.
    """
    return tuple(
        ConversationChanges(
            conversation,
            theme,
            tuple(
                _step(number, evidence, conversation.district, (before, after), code)
                for number, evidence in enumerate(theme.evidence, start=FIRST_SLIDE)
            ),
        )
        for conversation in programme.conversations
        if (theme := programme.theme_of(conversation)) is not None
    )


def _step(
    number: int, evidence: Evidence, district: str | None, versions: tuple[Snapshot, Snapshot], code: LanguageCode
) -> StepChange:
    before, after = (_answer(evidence, district, version, code) for version in versions)
    if before is None:
        change = Change("not_comparable", "before_missing")
    elif after is None:
        change = Change("not_comparable", "after_missing")
    else:
        change = compare(before, after)
    return StepChange(number, evidence, before, after, change)


def _answer(evidence: Evidence, district: str | None, version: Snapshot, code: LanguageCode) -> Finding | None:
    return findings.answer_or_none(evidence.question, version, selection(evidence, district), code)


def in_time(store: Store) -> tuple[VersionInfo, ...]:
    """Return the versions that can be opened, earliest first: by date of their data, then in the order of publishing.

    That order is the one in which they were shown for the first time, which no clock tells; what was never noted down
    comes before it, by when it was built.

    Raises:
        StoreError: nothing was built yet.
    """
    order = {version: place for place, version in enumerate(files.history(store.folder))}

    def place(info: VersionInfo) -> tuple[dt.date, int, int]:
        return info.data_date, order.get(info.version, -1), _built(store, info.version)

    return tuple(sorted(store.versions(), key=place))


def _built(store: Store, version: str) -> int:
    # Its file may be gone while it is open.
    found = files.identity(files.version_file(store.folder, version))
    return found[3] if found else 0


def earlier(versions: Sequence[VersionInfo], version: str) -> str | None:
    """Return what to compare a version with by default: the one before it in time.

    Where it is the earliest (a version taken back), slides were made with a later one: that is the newest of the
    others. ``None`` where there is no other.

    Args:
        versions: in time, see :func:`in_time`.
        version: one of them.

    Raises:
        ValueError: it is not one of them.
    """
    names = [info.version for info in versions]
    place = names.index(version)
    return names[place - 1] if len(names) > 1 else None
