"""What a visit to light pages leaves behind: nothing; and the way to what is said of that."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from .conftest import Visitor
from .steps import SCREENS, forbidden, visit, watch_policy

pytestmark = pytest.mark.browser

LIGHT = (
    "/f/gap_map",
    "/f/advice_gap?lang=en&embed=true",
    "/m/1",
    "/m/1/3",
    "/gesprek/1/presentatie",
    "/privacy",
    "/toegankelijkheid",
)


@pytest.mark.parametrize("screen", SCREENS)
def test_a_visit_to_light_pages_leaves_nothing_behind(visitor: Visitor, screen: str) -> None:
    """In one profile; the fixture fails on each request to elsewhere. The other pages are those of test_pages."""
    page = visitor(**SCREENS[screen])
    watch_policy(page)
    for path in LIGHT:
        page.goto(path)
        assert forbidden(page) == [], path
    assert page.context.cookies() == [], "light pages need no cookie"


def test_every_page_leads_to_the_notes(page: Page) -> None:
    visit(page, "/zekerheid?lang=en")
    link = page.get_by_role("link", name="Privacy")
    assert link.get_attribute("href") == "/privacy?lang=en"
    assert page.get_by_role("link", name="Accessibility").get_attribute("href") == "/toegankelijkheid?lang=en"
    page.goto("/f/advice_gap?lang=nl")
    page.get_by_role("link", name="Toegankelijkheid").click()
    assert page.url.endswith("/toegankelijkheid?lang=nl")
    page.get_by_role("link", name="Privacy").click()
    assert page.url.endswith("/privacy?lang=nl")
