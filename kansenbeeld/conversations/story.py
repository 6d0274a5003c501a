"""The story of a conversation: its evidence, answered for its own district, in the order in which it is told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Container, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from kansenbeeld import findings
from kansenbeeld.datasets.programme import Conversation, Evidence, Programme, Theme
from kansenbeeld.domain import CITY
from kansenbeeld.findings import Finding, Selection
from kansenbeeld.findings.areas import districts
from kansenbeeld.language import LanguageCode
from kansenbeeld.store import Snapshot

FIRST_SLIDE: Final = 2
"""Number of the slide with the first finding; the title is slide 1."""


@dataclass(frozen=True, slots=True)
class Step:
    """One finding of a story: its place (1 for the first), why it is there, and the answer."""

    number: int
    evidence: Evidence
    finding: Finding

    @property
    def slide(self) -> int:
        """The number of its slide."""
        return self.number - 1 + FIRST_SLIDE


@dataclass(frozen=True, slots=True)
class Story:
    """A conversation with the answers to the questions of its theme, in one data version and language.

    ``district_name`` is empty where the district is not known; ``choices`` holds the theme and district that somebody
    chose where the programme leaves them open, as an address has them.
    """

    conversation: Conversation
    theme: Theme
    steps: tuple[Step, ...]
    code: LanguageCode
    version: str
    data_date: dt.date
    district_name: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)

    def step(self, number: int) -> Step:
        """Return the step with a number.

        Raises:
            KeyError: there is no such step.
        """
        return {step.number: step for step in self.steps}[number]


def selection(evidence: Evidence, district: str | None) -> Selection:
    """Return what a finding of a story is asked for: the choices of the evidence, in the district."""
    return Selection(**{"district": district or CITY, **evidence.choices})


def chosen(
    given: Conversation, known: Programme, available: Container[str], *, theme: str = "", district: str = ""
) -> tuple[Conversation, dict[str, str]]:
    """Fill in what the programme leaves open of a conversation with what somebody chose.

    Args:
        given: the conversation as the programme has it.
        known: the programme.
        available: codes of districts that can be chosen.
        theme: id of a theme; one that is not known is not taken.
        district: code of a district; one that is not known is not taken.

    Returns:
        The conversation, and the choices that were taken, as an address holds them.
    """
    choices = {}
    if given.theme is None and theme in known.themes:
        choices["theme"] = theme
    if given.district is None and district in available:
        choices["district"] = district
    filled = replace(given, theme=choices.get("theme", given.theme), district=choices.get("district", given.district))
    return filled, choices


def story(
    snapshot: Snapshot,
    conversation: Conversation,
    theme: Theme,
    code: LanguageCode,
    choices: Mapping[str, str] | None = None,
) -> Story:
    """Answer the questions of a theme for a conversation; where its district is not known, for the city.

    Args:
        snapshot: the data version.
        conversation: as the programme, or what editors filled in, has it.
        theme: its theme.
        code: the reader's language.
        choices: what was chosen where the programme is open, see :func:`chosen`.

    Raises:
        StoreError: the data version does not hold what one of the questions needs (``incomplete``).
    """
    steps = tuple(
        Step(
            number,
            evidence,
            findings.answer_or_fail(evidence.question, snapshot, selection(evidence, conversation.district), code),
        )
        for number, evidence in enumerate(theme.evidence, start=1)
    )
    name = districts(snapshot).get(conversation.district or "", "")
    return Story(conversation, theme, steps, code, snapshot.version, snapshot.info.data_date, name, choices or {})
