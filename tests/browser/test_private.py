"""What a visit leaves behind: no request to elsewhere, no cookie but the session's, nothing that the policy forbids."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page

from kansenbeeld.web import first_visit

from .conftest import Visitor
from .steps import ADDRESSES, visit

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
SESSION = {"_streamlit_xsrf"}
"""The cookies that the privacy note tells of, without a log-in."""

REMEMBERED = (first_visit.KEY, "stActiveTheme-", "room", "stSidebarSectionsState-")
"""How the names begin of what the note says that a browser remembers by itself: the tour, light or dark (of pages, and
of presentations), the menu."""

PHONE: dict[str, Any] = {"viewport": {"width": 375, "height": 812}, "has_touch": True, "is_mobile": True}
_WATCH = """window.forbidden = [];
document.addEventListener('securitypolicyviolation', (event) =>
  window.forbidden.push(`${event.violatedDirective} ${event.blockedURI}`));"""


def _forbidden(page: Page) -> list[str]:
    return [str(one) for one in page.evaluate("window.forbidden")]


@pytest.mark.parametrize("screen", [{}, PHONE], ids=["desktop", "phone"])
def test_a_visit_leaves_nothing_behind(visitor: Visitor, screen: dict[str, Any]) -> None:
    """In one profile through every page: the fixture fails on each request, also of a web socket, to elsewhere."""
    page = visitor(**screen)
    page.add_init_script(_WATCH)
    for path in LIGHT:
        page.goto(path)
        assert _forbidden(page) == [], path
    assert page.context.cookies() == [], "light pages need no cookie"
    for path in ADDRESSES.values():
        visit(page, path)
        assert _forbidden(page) == [], path
    cookies = page.context.cookies()
    assert {cookie["name"] for cookie in cookies} <= SESSION
    for cookie in cookies:
        # Gone with the browser, and never sent along from another site.
        assert (cookie["expires"], cookie["sameSite"]) == (-1, "Lax"), cookie
    kept = page.evaluate("() => [...Object.keys(localStorage), ...Object.keys(sessionStorage)]")
    assert [name for name in kept if not name.startswith(REMEMBERED)] == []
    assert first_visit.KEY in kept


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
