"""Nothing keeps a person with a disability out, as far as axe can tell; each page as it opens is in test_pages."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Page

from kansenbeeld.charts import theme
from kansenbeeld.charts.theme import in_dark

from .steps import visit

pytestmark = pytest.mark.browser

STREAMLITS_OWN: dict[str, tuple[str, ...]] = {
    # A table of st.table that is wider than its box scrolls in a <div> without tabindex that we can't reach.
    # Chromium and Firefox make such a box a tab stop by themselves, Safari does not.
    "scrollable-region-focusable": ("> .stTable",),
}
"""Faults of Streamlit 1.67 itself: rule of axe, and the part of the selector that shows it."""


def faults(page: Page) -> list[str]:
    """Return what axe calls serious or critical and Streamlit is not to blame for, a line per element."""
    return [
        f"{violation['id']} ({violation['impact']}): {node['target']} {node['html'][:160]}"
        for violation in Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
        if violation["impact"] in ("serious", "critical")
        for node in violation["nodes"]
        if not any(known in str(node["target"]) for known in STREAMLITS_OWN.get(violation["id"], ()))
    ]


def test_axe_finds_nothing_serious_once_everything_is_open(page: Page) -> None:
    """A chosen district, an open table, open limits and an open list of downloads."""
    visit(page, "/stadsdelen?district=Noord&areas=true&lang=en")
    for summary in page.locator("summary").all():
        summary.click()
    page.locator('[class*="st-key-downloads_"]').get_by_test_id("stPopoverButton").first.click()
    page.get_by_test_id("stPopoverBody").wait_for()
    assert not faults(page)


@pytest.mark.parametrize("address", ["/", "/groepen?lang=en", "/zekerheid"])
def test_a_dark_page_is_dark_from_the_first_moment_and_axe_finds_nothing(page: Page, address: str) -> None:
    """Charts too, which come from the server: none is a white patch on a dark page."""
    page.emulate_media(color_scheme="dark")
    visit(page, address)
    grounds = page.evaluate(
        """() => ['[data-testid="stApp"]', '.js-plotly-plot .main-svg:first-of-type'].flatMap(
            (part) => [...document.querySelectorAll(part)].map((one) => getComputedStyle(one).backgroundColor))"""
    )
    paper = in_dark(theme.PAPER)
    assert len(grounds) > 1 and set(grounds) == {f"rgb{tuple(bytes.fromhex(paper[1:]))}"}
    assert not faults(page)


def test_axe_would_see_a_fault_on_our_pages(page: Page) -> None:
    """The check is not blind, not even inside the map: pale letters and a nameless area are found."""
    visit(page, "/stadsdelen")
    page.locator("h1").evaluate("(title) => { title.style.color = '#ddd' }")
    page.locator(".st-key-map [role=listbox]").evaluate("(map) => map.removeAttribute('aria-label')")
    found = faults(page)
    assert [one for one in found if one.startswith("color-contrast")], found
    assert [one for one in found if ".map" in one or "listbox" in one], found
