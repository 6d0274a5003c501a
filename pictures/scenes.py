"""What is on each picture of the guides: where to go, what to do there, and which part of the page to keep.

Each scene goes by keys and by the words of the catalogues, so that a page that only looks different needs no change.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pandas as pd
from playwright.sync_api import Locator, Page, expect

from kansenbeeld import clock, paths
from kansenbeeld.language import Language
from pictures.served import MOMENT
from pictures.studio import doctor, drawn

Parts = tuple[Locator, ...]

_EXAMPLE: Final = paths.ROOT / "docs" / "example" / "year3_from_excel.csv"
_PATIENCE: Final = 60_000
"""Milliseconds for a step that builds a data version."""


@dataclass(frozen=True, slots=True)
class Scene:
    """One picture.

    Attributes:
        play: does on an empty page what has to be done, with the reader's language and the folder that is served;
            returns what must be on the picture, nothing for the whole window.
        size: width and height of the window, in pixels.
        height: the most that is kept, in pixels.
    """

    play: Callable[[Page, Language, Path], Parts]
    size: tuple[int, int] = (1280, 800)
    height: int | None = None


def _go(page: Page, address: str, words: Language) -> None:
    page.goto(f"{address}{'&' if '?' in address else '?'}lang={words.code}")
    drawn(page)


def _overview(page: Page, words: Language, _: Path) -> Parts:
    _go(page, "/", words)
    return ()


def _district(page: Page, words: Language, _: Path) -> Parts:
    _go(page, "/stadsdelen?district=Noord", words)
    return ()


def _behind(page: Page, words: Language, _: Path) -> Parts:
    _go(page, "/stadsdelen?district=Noord", words)
    box = page.locator(".st-key-finding_district_profile")
    limits = box.get_by_test_id("stExpander").filter(has_text=words.text("finding.limits"))
    limits.locator("summary").click()
    expect(limits.get_by_role("listitem").last).to_be_visible()
    drawn(page)
    share = page.locator(".st-key-share_district_profile")
    return (box.locator(".st-key-table_district_profile"), limits, share)


def _conversation(page: Page, words: Language, _: Path) -> Parts:
    _go(page, "/stadsgesprek-1", words)
    return ()


def _slide(page: Page, words: Language, _: Path) -> Parts:
    page.goto(f"/gesprek/1/presentatie?lang={words.code}#2")
    drawn(page)
    return ()


def _phone(page: Page, words: Language, _: Path) -> Parts:
    page.goto(f"/m/1/3?lang={words.code}")
    drawn(page)
    return ()


_SAID: Final[Mapping[str, str]] = {
    "nl": "Laat elke basisschool het advies in november al met ouders bespreken.",
    "en": "Let each primary school discuss the advice with parents in November already.",
}


def _fill_in(page: Page, words: Language) -> Locator:
    _go(page, "/resultaten?gesprek=1&dia=2", words)
    page.get_by_role("radio", name=words.text("ledger.kind.recommendation"), exact=True).first.click()
    page.get_by_role("textbox", name=words.text("ledger.field.text")).first.fill(_SAID[words.code])
    page.get_by_test_id("stForm").get_by_text(words.text("ledger.said_by.parent"), exact=True).first.click()
    drawn(page)
    return page.get_by_test_id("stForm").first


def _record(page: Page, words: Language, _: Path) -> Parts:
    return (_fill_in(page, words),)


def _follow(page: Page, words: Language, _: Path) -> Parts:
    _fill_in(page, words).get_by_role("button", name=words.text("ledger.save"), exact=True).click()
    item = page.locator('[class*="st-key-item_"]').first
    expect(item).to_contain_text(_SAID[words.code])
    drawn(page)
    return (item,)


def _letter(page: Page, words: Language, _: Path) -> Parts:
    _go(page, "/raadsbrief?gesprek=1", words)
    return ()


def _give(page: Page, path: Path, words: Language) -> None:
    _go(page, "/dataset-toevoegen", words)
    page.get_by_test_id("stFileUploader").locator("input[type=file]").set_input_files(path)
    expect(page.get_by_role("heading", name=words.text("datasets.step.report", number=2))).to_be_visible()
    drawn(page)


def _report(page: Page, words: Language, _: Path) -> Parts:
    _give(page, _EXAMPLE, words)
    return ()


def _changes(page: Page, words: Language, folder: Path) -> Parts:
    _give(page, _exercise(folder), words)
    place = page.get_by_role("combobox", name=words.text("datasets.target"))
    place.scroll_into_view_if_needed()
    drawn(page)
    place.click()
    page.get_by_role("option", name=re.compile("stadsdeel|district")).first.click()
    day = page.get_by_role("group", name=words.text("datasets.field.retrieved"))
    day.get_by_role("spinbutton").first.click()
    page.keyboard.type(clock.day_of(MOMENT).strftime("%d%m%Y"), delay=20)
    # The calendar that opens lies over the button.
    page.keyboard.press("Escape")
    page.get_by_role("button", name=words.text("datasets.describe.save")).click()
    expect(page.get_by_role("textbox", name=words.text("datasets.why"))).to_be_visible(timeout=_PATIENCE)
    drawn(page)
    heading = page.get_by_role("heading", name=words.text("datasets.step.changes", number=5))
    return (heading, page.get_by_role("button", name=words.text("datasets.publish"), exact=True))


def _exercise(folder: Path) -> Path:
    """Write the shipped advice of districts with an invented share for Noord, so that there is a change to see."""
    frame = pd.read_csv(paths.DATA / "duo_school_advice" / "district.csv", dtype=str, keep_default_na=False)
    frame.loc[(frame["area_code"] == "N") & (frame["measure"] == "havo"), "percentage"] = "93.1"
    path = folder / "exercise.csv"
    frame.to_csv(path, index=False)
    return path


def _version(page: Page, words: Language, _: Path) -> Parts:
    _go(page, "/data-en-methode", words)
    control = page.locator(".st-key-version")
    control.scroll_into_view_if_needed()
    return (page.get_by_test_id("stHorizontalBlock").filter(has=control).last,)


_TERMINAL: Final = """<style>
body { margin: 0; background: #14181f }
pre { margin: 0; padding: 16px; color: #eef1f6; font: 15px/1.45 'Liberation Mono', 'DejaVu Sans Mono', monospace }
</style><pre>"""


def _doctor(page: Page, words: Language, folder: Path) -> Parts:
    said = f"$ python -m kansenbeeld doctor --lang {words.code}\n{doctor(folder, words.code).strip()}"
    # What is another on each machine and each day.
    said = re.sub(r"\d+[.,]\d GB", "80 GB", said)
    said = re.sub(r"Python 3\.\d+\.\d+", "Python 3.11.9", said)
    said = re.sub(r"\d{4}-\d\d-\d\d \d\d:\d\d UTC", f"{MOMENT:%Y-%m-%d %H:%M} UTC", said)
    page.set_content(f"{_TERMINAL}{html.escape(said)}</pre>")
    return ()


SCENES: Final[Mapping[str, Scene]] = {
    "doctor": Scene(_doctor, (820, 340)),
    "overview": Scene(_overview),
    "district": Scene(_district, (1280, 860)),
    "behind": Scene(_behind, (1280, 2400), 620),
    "conversation": Scene(_conversation, (1280, 640)),
    "slide": Scene(_slide, (1280, 720)),
    "phone": Scene(_phone, (390, 780)),
    "record": Scene(_record, (1300, 1100)),
    "follow": Scene(_follow, (1300, 900)),
    "letter": Scene(_letter, (1280, 900)),
    "report": Scene(_report, (1280, 800)),
    "changes": Scene(_changes, (1280, 3600)),
    "version": Scene(_version, (1280, 900)),
}
"""Every picture by its name, in the order in which they are taken: later ones see what earlier ones wrote down."""
