"""What a reader sees while something is broken: earlier figures and a sentence, or a sentence with a number."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import duckdb
import pytest
from playwright.sync_api import expect
from serving import serving

from benchmarks.faults.damage import DAMAGE
from kansenbeeld.language import LANGUAGES, language
from kansenbeeld.store import Snapshot, files

from .conftest import Visitor
from .steps import Complaints, visit

pytestmark = pytest.mark.browser

NEWER = "0123456789ab"


def test_a_version_that_stands_in_is_named_in_one_sentence(
    visitor: Visitor, store_folder: Path, snapshot: Snapshot, tmp_path: Path
) -> None:
    store = tmp_path / "store"
    shutil.copytree(store_folder, store)
    newer = files.version_file(store, NEWER)
    shutil.copy(files.version_file(store, snapshot.version), newer)
    files.note_checksum(store, NEWER, newer)
    files.make_current(store, NEWER)
    DAMAGE["flipped"](newer)
    with serving(tmp_path, KANSENBEELD_STORE=str(store)) as address:
        page = visitor(base_url=address)
        for code in LANGUAGES:
            visit(page, f"/?lang={code}")
            before, after = language(code).text("fault.shown.older").split("{date}")
            said = page.get_by_test_id("stAlert")
            expect(said).to_have_count(1)
            expect(said).to_contain_text(before)
            expect(said).to_contain_text(after)
            expect(page.get_by_text(snapshot.version).first).to_be_visible()
        assert page.request.get("/health").ok, "readers have figures"
        # Before its server: a reader whose server goes away is told so.
        page.close()


def test_a_page_that_fails_says_one_sentence_with_the_number_of_its_line_in_the_log(
    visitor: Visitor, complaints: Complaints, store_folder: Path, snapshot: Snapshot, tmp_path: Path
) -> None:
    """A version whose figures no page can use: descriptions that no build writes."""
    store = tmp_path / "store"
    store.mkdir()
    shutil.copy(files.version_file(store_folder, snapshot.version), store)
    files.make_current(store, snapshot.version)
    with duckdb.connect(files.version_file(store, snapshot.version)) as connection:
        connection.execute("update resources set chips = 'no JSON'")
    with serving(tmp_path, KANSENBEELD_STORE=str(store)) as address:
        page = visitor(base_url=address)
        page.goto("/zekerheid?lang=en")
        said = page.get_by_test_id("stAlert")
        expect(said).to_have_count(1)
        number = re.search(r"[0-9a-f]{8}", said.inner_text())
        assert number is not None and "Traceback" not in page.content()
        page.close()
    log = (tmp_path / "server.log").read_text(encoding="utf-8")
    assert [line for line in log.splitlines() if number[0] in line and "a page failed" in line]
