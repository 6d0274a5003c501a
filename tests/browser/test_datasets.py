"""An analyst adds a dataset: a file with faults, the repaired one, what would change, publish, take back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from playwright.sync_api import Locator, Page, expect
from serving import serving

from kansenbeeld import paths
from kansenbeeld.findings import Selection, answer
from kansenbeeld.language import language
from kansenbeeld.store import Snapshot, Store

from .conftest import Visitor
from .steps import box, settled, visit
from .test_accessibility import faults

pytestmark = pytest.mark.browser

WORDS = language("nl")
ADDRESS = "/dataset-toevoegen"
QUESTION = "school_advice"
NOORD = Selection(district="N")
_WHERE = "/door-de-tijd?district=Noord"


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """An app whose store, editions and ledger are of this module alone: its address, and the folder of all three."""
    folder = tmp_path_factory.mktemp("datasets")
    with serving(folder, KANSENBEELD_EDITIONS=str(folder / "editions")) as address:
        yield address, folder


@pytest.fixture(scope="module")
def repaired(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped school advice with invented shares for Noord, so high that its headline flips."""
    frame = pd.read_csv(paths.DATA / "duo_school_advice" / "district.csv", dtype=str, keep_default_na=False)
    frame.loc[(frame["area_code"] == "N") & (frame["measure"] == "havo"), "percentage"] = "93.1"
    path = tmp_path_factory.mktemp("files") / "schooladvies.csv"
    frame.to_csv(path, index=False)
    return path


@pytest.fixture(scope="module")
def faulty(repaired: Path) -> Path:
    """The same file with a word for a number, a share above 100, and a row twice."""
    frame = pd.read_csv(repaired, dtype=str, keep_default_na=False)
    frame.loc[5, "percentage"] = "vijftig"
    frame.loc[7, "percentage"] = "154"
    path = repaired.with_name("schooladvies met fouten.csv")
    pd.concat([frame, frame.iloc[[10]]]).to_csv(path, index=False, sep=";")
    return path


def _give(page: Page, path: Path) -> None:
    page.get_by_test_id("stFileUploader").locator("input[type=file]").set_input_files(path)
    expect(page.get_by_text(path.name).last).to_be_visible()
    settled(page)


def _describe(page: Page) -> None:
    """Choose the dataset that the table replaces, and take its description as it is."""
    place = page.get_by_role("combobox", name=WORDS.text("datasets.target"))
    # A list that opens while the page still scrolls to it closes again.
    place.scroll_into_view_if_needed()
    settled(page)
    place.click()
    page.get_by_role("option", name="Schooladvies per stadsdeel").click()
    page.get_by_role("button", name=WORDS.text("datasets.describe.save")).click()
    expect(_heading(page, "publish", 6)).to_be_visible(timeout=60_000)
    settled(page)


def _heading(page: Page, step: str, number: int) -> Locator:
    return page.get_by_role("heading", name=WORDS.text(f"datasets.step.{step}", number=number))


def _headline(snapshot: Snapshot) -> str:
    return answer(QUESTION, snapshot, NOORD, "nl").headline


def test_an_analyst_repairs_publishes_and_takes_back(
    visitor: Visitor, own: tuple[str, Path], faulty: Path, repaired: Path
) -> None:
    address, folder = own
    page = visitor(base_url=address)
    before = _headline(Store(folder / "store").snapshot())
    visit(page, _WHERE)
    expect(box(page, QUESTION)).to_contain_text(before)

    visit(page, ADDRESS)
    _give(page, faulty)
    expect(page.get_by_text("3 fouten: nog niet te publiceren")).to_be_visible()
    for place in ("rij 7", "rij 9", "rij 56"):
        expect(page.get_by_text(place).first).to_be_visible()
    expect(_heading(page, "describe", 3)).to_have_count(0)
    assert not faults(page)

    _give(page, repaired)
    expect(page.get_by_text("nog niet te publiceren")).to_have_count(0)
    _describe(page)
    change = page.locator(".st-key-datasets_headline_0")
    expect(change).to_contain_text(before)
    assert not faults(page)
    assert _headline(Store(folder / "store").snapshot()) == before, "nothing has changed for readers yet"

    publish = page.get_by_role("button", name=WORDS.text("datasets.publish"), exact=True)
    publish.click()
    expect(page.get_by_text(WORDS.text("datasets.why.empty"))).to_be_visible()
    page.get_by_role("textbox", name=WORDS.text("datasets.why")).fill("Cijfers van Noord verbeterd")
    publish.dblclick()
    expect(page.get_by_text("is gepubliceerd; lezers zien nu dataversie")).to_be_visible(timeout=60_000)
    steps = page.locator('[class*="st-key-datasets_step_"]')
    expect(steps.filter(has_text="Gepubliceerd")).to_have_count(1)
    after = _headline(Store(folder / "store").snapshot())
    assert after != before

    expect(page.get_by_test_id("stAlert").get_by_role("link")).to_have_attribute("href", re.compile("door-de-tijd"))
    reader = visitor(base_url=address)
    visit(reader, _WHERE)
    expect(box(reader, QUESTION)).to_contain_text(after)

    page.get_by_role("button", name=WORDS.text("datasets.take_back.now")).click()
    expect(page.get_by_text("is teruggenomen; lezers zien nu dataversie")).to_be_visible(timeout=60_000)
    expect(page.get_by_text("Cijfers van Noord verbeterd")).to_be_visible()
    visit(reader, _WHERE)
    expect(box(reader, QUESTION)).to_contain_text(before)


def test_who_may_not_publish_reads_the_history_without_names(visitor: Visitor, own: tuple[str, Path]) -> None:
    # A trace of a proxy: this visitor does not sit at the machine.
    page = visitor(base_url=own[0], extra_http_headers={"X-Forwarded-For": "203.0.113.9"})
    visit(page, ADDRESS)
    expect(page.get_by_text(WORDS.text("datasets.viewer"))).to_be_visible()
    expect(page.get_by_role("heading", name=WORDS.text("datasets.history"))).to_be_visible()
    expect(page.get_by_test_id("stFileUploader")).to_have_count(0)
    expect(page.get_by_test_id("stTopNavLink").get_by_text(WORDS.text("page.datasets"))).to_have_count(0)
    for unseen in (WORDS.text("ledger.editor.local"), "Cijfers van Noord verbeterd", WORDS.text("datasets.audit")):
        expect(page.get_by_text(unseen)).to_have_count(0)
