"""A reader of a country chooses a municipality, where figures by municipality are published."""

from __future__ import annotations

import shutil
from pathlib import Path

import invented_country
import pytest
from playwright.sync_api import expect
from serving import serving

from kansenbeeld.findings import Selection, answer
from kansenbeeld.store import Snapshot, Store, files

from .conftest import Visitor
from .steps import box, query, settled, visit

pytestmark = pytest.mark.browser


def test_a_municipality_is_chosen_and_stands_in_the_address(
    visitor: Visitor, store_folder: Path, snapshot: Snapshot, tmp_path: Path
) -> None:
    # Beside the version of the shipped data: a start builds what was never built.
    store = Path(shutil.copytree(store_folder, tmp_path / "store"))
    invented_country.write(store, files.version_file(store, snapshot.version))
    country = Store(store).snapshot()
    with serving(tmp_path, KANSENBEELD_STORE=str(store)) as address:
        page = visitor(base_url=address)
        visit(page, "/advies-en-plaatsing")
        shown = box(page, "municipality")
        expect(shown).to_contain_text(answer("municipality", country, Selection(), "nl").headline)
        page.locator(".st-key-municipality").get_by_role("combobox").click()
        page.get_by_role("option", name="7001", exact=True).click()
        wanted = answer("municipality", country, Selection(municipality="7001"), "nl").headline
        expect(shown).to_contain_text(wanted)
        settled(page)
        assert query(page)["municipality"] == "7001"
        page.reload()
        expect(shown).to_contain_text(wanted)
        page.locator(".st-key-municipality").get_by_role("combobox").click()
        page.get_by_role("option", name="7003", exact=True).click()
        expect(shown).to_contain_text("te weinig leerlingen")
        page.close()
