"""What an analyst does on the page of datasets, in the words of the page."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pandas as pd
from playwright.sync_api import Locator, Page, expect

from kansenbeeld import clock, paths
from kansenbeeld.language import language

from .steps import settled

WORDS: Final = language("nl")
ADDRESS: Final = "/dataset-toevoegen"
DATASET: Final = "duo_school_advice"
PATIENCE: Final = 60_000
"""Milliseconds for a step that builds a store."""


def repaired_file(folder: Path) -> Path:
    """Write the shipped school advice with invented shares for Noord, so high that its headline flips."""
    frame = pd.read_csv(paths.DATA / DATASET / "district.csv", dtype=str, keep_default_na=False)
    frame.loc[(frame["area_code"] == "N") & (frame["measure"] == "havo"), "percentage"] = "93.1"
    path = folder / "schooladvies.csv"
    frame.to_csv(path, index=False)
    return path


def faulty_file(folder: Path) -> Path:
    """Write the same with a word for a number (row 7), a share above 100 (row 9), and a row twice (row 56)."""
    frame = pd.read_csv(repaired_file(folder), dtype=str, keep_default_na=False)
    frame.loc[5, "percentage"] = "vijftig"
    frame.loc[7, "percentage"] = "154"
    path = folder / "schooladvies met fouten.csv"
    pd.concat([frame, frame.iloc[[10]]]).to_csv(path, index=False, sep=";")
    return path


def give(page: Page, path: Path) -> str:
    """Choose a file, wait for its report, and return the address to which the browser sent it."""
    with page.expect_request(lambda request: "/_stcore/upload_file/" in request.url) as sent:
        page.get_by_test_id("stFileUploader").locator("input[type=file]").set_input_files(path)
    expect(page.get_by_text(path.name).last).to_be_visible()
    settled(page)
    return sent.value.url


def describe(page: Page) -> None:
    """Choose the dataset that the table replaces, say that its figures are of today, and take its description."""
    place = page.get_by_role("combobox", name=WORDS.text("datasets.target"))
    # A list that opens while the page still scrolls to it closes again.
    place.scroll_into_view_if_needed()
    settled(page)
    place.click()
    page.get_by_role("option", name="Schooladvies per stadsdeel").click()
    day = page.get_by_role("group", name=WORDS.text("datasets.field.retrieved"))
    day.get_by_role("spinbutton").first.click()
    page.keyboard.type(clock.today().strftime("%d%m%Y"))
    # The calendar that opens lies over the button.
    page.keyboard.press("Escape")
    page.get_by_role("button", name=WORDS.text("datasets.describe.save")).click()
    expect(heading(page, "publish", 6)).to_be_visible(timeout=PATIENCE)
    settled(page)


def heading(page: Page, step: str, number: int) -> Locator:
    """Return the heading of a step."""
    return page.get_by_role("heading", name=WORDS.text(f"datasets.step.{step}", number=number))


def why(page: Page) -> Locator:
    """Return the field for the reason to publish."""
    return page.get_by_role("textbox", name=WORDS.text("datasets.why"))


def publish(page: Page) -> Locator:
    """Return the button that publishes."""
    return page.get_by_role("button", name=WORDS.text("datasets.publish"), exact=True)


def taken(page: Page) -> Locator:
    """Return the steps of the history."""
    return page.locator('[class*="st-key-datasets_step_"]')
