"""The browser of a reader whose process is killed: it connects again by itself, to the other, with the same choices."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import pytest
from fleet import fleet
from playwright.sync_api import expect

from kansenbeeld.language import language

from .conftest import Visitor
from .steps import Complaints, settled

WORDS = language("en")
pytestmark = pytest.mark.browser


def test_a_killed_process_costs_a_reader_one_connection(
    visitor: Visitor, complaints: Complaints, store_folder: Path
) -> None:
    complaints.allow("WebSocket")
    # Not pytest's own folder, which only its owner may enter.
    with tempfile.TemporaryDirectory(prefix="kb-fleet-") as name:
        folder = Path(name)
        shutil.copytree(store_folder, folder / "store")
        with fleet(folder, f"sqlite:///{folder / 'ledger.sqlite'}") as two:
            page = visitor(base_url=two.url)
            page.goto("/stadsdelen?lang=en")
            headline = page.get_by_role("heading", level=1)
            expect(headline).to_be_visible()
            # Whole: what is being fetched from a process that is killed is lost, and that is not looked at here.
            settled(page)
            said = headline.inner_text()
            cookies = {one["name"]: one["value"] for one in page.context.cookies()}
            here = two.member_of(cookies["kansenbeeld_process"])
            with page.expect_websocket():
                here.kill()
            expect(headline).to_have_text(said)
            page.get_by_role("link", name=WORDS.text("page.conversations")).first.click()
            expect(page.get_by_role("heading", level=1)).to_have_text(WORDS.text("page.conversations.title"))
            assert "lang=en" in page.url
            moved = {one["name"]: one["value"] for one in page.context.cookies()}
            assert moved["kansenbeeld_process"] == str(two.other(here).port), "and he stays there"
            page.close()
