"""Every theme answered for every district on the shipped data: a lead that answers, and nothing empty but one."""

from __future__ import annotations

import dataclasses

import pytest

from kansenbeeld.conversations.programme import programme
from kansenbeeld.conversations.story import Step, Story, story
from kansenbeeld.datasets.programme import ROLES
from kansenbeeld.language import LANGUAGES
from kansenbeeld.store import Snapshot

HOME_DISTRICTS = ("A", "E", "F", "K", "M", "N", "T")
"""The districts of which the sources by home know figures; Weesp joined later."""


def _stories(snapshot: Snapshot, districts: tuple[str | None, ...], code: str = "nl") -> list[Story]:
    known = programme(snapshot)
    first = known.conversation("1")
    return [
        story(snapshot, dataclasses.replace(first, district=district), theme, code)  # type: ignore[arg-type]
        for theme in known.themes.values()
        for district in districts
    ]


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_lead_of_every_theme_answers_for_every_district(snapshot: Snapshot, code: str) -> None:
    for told in _stories(snapshot, (None, *HOME_DISTRICTS), code):
        lead = told.steps[0]
        assert lead.evidence.role == "lead"
        assert lead.finding.answered and lead.finding.chart is not None, told.theme.id
        # An estimate or a figure without margin does not lead.
        assert lead.finding.status != "schatting"
        assert lead.finding.sources[0].dataset == "kco_outcomes"


def test_at_most_one_finding_of_a_theme_has_no_answer_and_says_so(snapshot: Snapshot) -> None:
    for told in _stories(snapshot, (None, *HOME_DISTRICTS)):
        open_ones = [step for step in told.steps if step.finding.chart is None]
        assert len(open_ones) <= 1, told.theme.id
        assert all(step.evidence.role == "support" and not step.finding.answered for step in open_ones)


def test_the_story_of_the_first_conversation_is_about_its_district(snapshot: Snapshot) -> None:
    known = programme(snapshot)
    first = known.conversation("1")
    told = story(snapshot, first, known.themes[first.theme or ""], "nl")
    assert told.district_name == "Zuidoost"
    assert all("Zuidoost" in step.finding.headline for step in told.steps)
    assert [step.number for step in told.steps] == list(range(1, 9))


def test_figures_of_schools_and_of_the_country_are_context(snapshot: Snapshot) -> None:
    """Where a child lives and where a school stands are two things, and so are the city and the country."""
    for told in _stories(snapshot, ("T",)):
        for step in told.steps:
            places = {chip.value for chip in step.finding.chips if chip.code == "loc_basis"}
            surroundings = places & {"po_school", "vo_school"} or step.finding.question in (
                "same_direction",
                "two_definitions",
            )
            if surroundings:
                # The estimate is of the city and rests on figures of the country as well.
                assert step.evidence.role == "context" or step.finding.status == "schatting", step.finding.question


def test_a_support_is_about_the_pupils_of_its_lead(snapshot: Snapshot) -> None:
    """Other pupils, or the surroundings, are context; the supports come before it."""
    for told in _stories(snapshot, ("N",)):
        roles = [step.evidence.role for step in told.steps]
        assert roles == sorted(roles, key=ROLES.index)
        assert roles.count("support") >= 2, told.theme.id
        lead = _cohorts(told.steps[0])
        for step in told.steps:
            # A question without an answer is about no pupils yet.
            if step.evidence.role == "support" and step.finding.answered:
                assert _cohorts(step) & lead, (told.theme.id, step.finding.question)


def _cohorts(step: Step) -> set[str]:
    cohorts = {chip.value for chip in step.finding.chips if chip.code == "cohort_basis"}
    # Its two school years lie within those of the advice of this cohort.
    return cohorts | ({"born_2003_2006"} if cohorts == {"2014/15-2015/16"} else set())


def test_evidence_with_other_choices_is_another_answer(snapshot: Snapshot) -> None:
    known = programme(snapshot)
    told = story(snapshot, known.conversation("1"), known.themes["verwachtingen-en-schooladvies"], "nl")
    lead, again = (step.finding for step in told.steps if step.finding.question == "test_to_advice")
    assert (lead.selection.threshold, again.selection.threshold) == ("havo", "vwo")
    assert lead.headline != again.headline
