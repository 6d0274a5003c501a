"""The page of datasets where there is no log-in: who does not sit at the machine itself only reads."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from .conftest import Visitor
from .dataset_steps import ADDRESS, WORDS
from .steps import navigation, visit

pytestmark = pytest.mark.browser


def test_who_sits_elsewhere_reads_why_and_finds_nothing_to_write_in(visitor: Visitor) -> None:
    # A trace of a proxy: this visitor does not sit at the machine.
    page = visitor(extra_http_headers={"X-Forwarded-For": "203.0.113.9"})
    visit(page, ADDRESS)
    expect(page.get_by_text(WORDS.text("access.read_only.machine"))).to_be_visible()
    expect(page.get_by_role("heading", name=WORDS.text("datasets.history"))).to_be_visible()
    expect(page.get_by_test_id("stFileUploader")).to_have_count(0)
    expect(navigation(page).get_by_text(WORDS.text("page.datasets"), exact=True)).to_have_count(0)
