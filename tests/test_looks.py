"""The looks: nothing is forgotten, the gallery has all of them, and what holds two together sees a change."""

from __future__ import annotations

import random
import re

import pytest
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from kansenbeeld.web.frame import PAGES
from pictures import __main__ as pictures
from pictures import baselines, gallery, likeness, looks


def drawn() -> Image.Image:
    """A page with a title, a chart of dots and a marked choice, drawn large and made small as looks are."""
    page = Image.new("RGB", (1280, 1600), "white")
    draw = ImageDraw.Draw(page)
    draw.text((40, 40), "In Amsterdam was het verschil 49,5 punten", fill="#14181f", font_size=40)
    for row in range(8):
        draw.line((80, 300 + 60 * row, 620, 300 + 60 * row), fill="#c8cdd6")
        draw.ellipse((150 + 30 * row, 290 + 60 * row, 170 + 30 * row, 310 + 60 * row), fill="#ec7a08")
    draw.rectangle((80, 160, 160, 200), fill="#cfe2f7")
    return page


def moved(page: Image.Image, right: int) -> Image.Image:
    """The same with its chart moved to the right, in pixels of the screen."""
    other = page.copy()
    other.paste(page.crop((60, 260, 660, 760)), (60 + right, 260))
    return other


def recoloured(page: Image.Image) -> Image.Image:
    """The same with another colour for the marked choice."""
    other = page.copy()
    ImageDraw.Draw(other).rectangle((80, 160, 160, 200), fill="#f4c7a1")
    return other


def rougher(page: Image.Image) -> Image.Image:
    """The same with the edges of letters and lines rounded otherwise, by a few steps of 255."""
    draw = random.Random(7)
    soft = ImageChops.difference(page, page.filter(ImageFilter.GaussianBlur(1))).convert("L")
    edges = soft.point(lambda value: draw.randrange(24) if value else 0)
    return ImageChops.subtract(page, Image.merge("RGB", [edges] * 3))


def test_edges_that_are_rounded_otherwise_are_no_change() -> None:
    before, now = looks.shrunk(drawn()), looks.shrunk(rougher(drawn()))
    assert before.tobytes() != now.tobytes()
    assert likeness.compared(before, now).share <= likeness.TOLERATED


@pytest.mark.parametrize("changed", [moved(drawn(), 4), recoloured(drawn())], ids=["a moved chart", "another colour"])
def test_a_change_is_seen(changed: Image.Image) -> None:
    found = likeness.compared(looks.shrunk(drawn()), looks.shrunk(changed))
    assert likeness.TOLERATED < found.share < 1
    assert found.picture.size == (640, 800)


def test_another_size_is_a_change() -> None:
    page = looks.shrunk(drawn())
    assert likeness.compared(page, page.crop((0, 0, 640, 799))).share == 1


def test_more_is_tolerated_of_another_chromium_alone() -> None:
    main = baselines.chromium().partition(".")[0]
    assert main.isdigit()
    assert baselines.tolerated(f"{main}.0.1.2") == likeness.TOLERATED
    assert baselines.tolerated(f"{int(main) + 1}.0.1.2") == likeness.TOLERATED_OTHERWISE


def test_no_page_is_forgotten() -> None:
    at = {place.address.partition("?")[0] for place in looks.PLACES.values() if place.kind == "page"}
    for entry in PAGES:
        assert entry.address in looks.ALIKE or ("/" if entry is PAGES[0] else f"/{entry.address}") in at, entry
    pages = [name for name, place in looks.PLACES.items() if place.kind == "page"]
    assert [name for name in pages if not {"desktop", "phone"} <= set(looks.PLACES[name].modes)] == []


def test_every_place_has_its_baselines_and_there_are_no_others() -> None:
    known = baselines.known()
    for name, place in looks.PLACES.items():
        found = looks.of_place(name, known)
        assert found, f"{name} has no baseline; take one: {baselines.COMMAND} {name}"
        assert place.kind in looks.NUMBERED or len(found) == len(place.modes), name
    ours = {look for name in looks.PLACES for look in looks.of_place(name, known)}
    assert set(known) == ours
    assert sum(baselines.file(name).stat().st_size for name in known) <= baselines.LARGEST


def test_the_gallery_shows_all_of_them() -> None:
    written = gallery.PAGE.read_text(encoding="utf-8")
    assert written == gallery.text(), "write it anew: python -m pictures gallery"
    assert set(re.findall(r"\(looks/([^)]+)\.webp\)", written)) == set(baselines.known())


def test_a_place_that_is_not_there_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        pictures.main(["baselines", "nowhere"])
    assert "there is no place named nowhere" in capsys.readouterr().err
