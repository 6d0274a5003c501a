"""The guides: whole in both languages, with pictures that are there, and commands that print what they say."""

from __future__ import annotations

import io
import re
import runpy
import shlex
import shutil
import struct
from pathlib import Path

import pytest
from PIL import Image
from test_language import CAUSAL

from kansenbeeld import cli, paths
from kansenbeeld.language import LANGUAGES, LanguageCode, language
from pictures import __main__ as pictures
from pictures import rooms, studio

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "guides"
PERSONS = ("alderman", "speaker", "secretary", "analyst", "operator")
ALL = tuple(f"{code}/{person}.md" for code in LANGUAGES for person in PERSONS)
GUIDES = ("nl/analyst.md", "en/analyst.md")
PAGES = (
    *(f"docs/guides/{name}" for name in ("README.md", *ALL)),
    *(
        f"docs/{name}"
        for name in ("architecture.md", "gallery.md", "decisions.md", "operations.md", "beheer.md", "sources.md")
    ),
    "README.md",
    "CONTRIBUTING.md",
    "deploy/README.md",
)
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_PICTURE = re.compile(r"!\[([^\]]*)\]\(([^)]*)\)")
_CODE = re.compile(r"```.*?```|`[^`]*`|^ {4}.*$", re.DOTALL | re.MULTILINE)
_BLOCK = re.compile(r"^```console\n\$ python -m kansenbeeld (.+)\n((?:.*\n)*?)```$", re.MULTILINE)


def _fits(said: str, printed: str) -> bool:
    """Whether an output is what the guide says; three dots in the guide stand for anything."""
    pattern = ".*".join(re.escape(part) for part in said.strip().split("..."))
    return re.fullmatch(pattern, printed.strip(), re.DOTALL) is not None


@pytest.mark.parametrize("guide", GUIDES)
def test_the_commands_of_a_guide_print_what_it_says(
    guide: str,
    store_folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    shutil.copytree(store_folder, tmp_path / "store")
    monkeypatch.setenv(paths.STORE_VARIABLE, str(tmp_path / "store"))
    monkeypatch.setenv(paths.EDITIONS_VARIABLE, str(tmp_path / "editions"))
    monkeypatch.setenv(paths.LEDGER_VARIABLE, f"sqlite:///{tmp_path / 'ledger.sqlite'}")
    monkeypatch.chdir(ROOT)
    blocks = _BLOCK.findall(_read(guide))
    assert [shlex.split(command)[0] for command, _ in blocks] == ["check", "check", "publish", "take-back"]
    statuses = []
    for command, said in blocks:
        statuses.append(cli.main(shlex.split(command)))
        printed = capsys.readouterr().out
        assert _fits(said, printed), f"{command} prints:\n{printed}"
    assert statuses == [2, 0, 0, 0]


def _read(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")


def _anchors(text: str) -> set[str]:
    """Return what a heading is called in an address, as sites of repositories make it."""
    headings = re.findall(r"^#+ (.+)$", re.sub(r"```.*?```", "", text, flags=re.DOTALL), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES)
def test_every_link_leads_somewhere(page: str) -> None:
    path = ROOT / page
    wrong = []
    for target in _LINK.findall(re.sub(r"```.*?```", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)):
        if re.match(r"https?://|mailto:", target):
            continue
        name, _, anchor = target.partition("#")
        there = (path.parent / name).resolve() if name else path
        if not there.exists() or (anchor and anchor not in _anchors(there.read_text(encoding="utf-8"))):
            wrong.append(target)
    assert wrong == []


def test_the_index_and_the_folders_hold_a_guide_for_each_person_in_each_language() -> None:
    assert {path.relative_to(FOLDER).as_posix() for path in FOLDER.glob("*/*.md")} == set(ALL)
    assert set(ALL) <= set(_LINK.findall(_read("README.md")))


@pytest.mark.parametrize("person", PERSONS)
def test_both_languages_have_the_same_headings_pictures_and_commands(person: str) -> None:
    shapes = []
    for code in LANGUAGES:
        text = _read(f"{code}/{person}.md")
        parts = re.findall(r"^(#+) |\((\.\./pictures/[\w-]+)-\w\w\.png\)|^(\d\.|\||    python)", text, re.MULTILINE)
        assert text.count("## ") >= 4
        shapes.append(parts)
    assert shapes[0] == shapes[1]


@pytest.mark.parametrize("guide", ALL)
def test_a_guide_is_plain(guide: str) -> None:
    text = _CODE.sub("", _read(guide))
    assert not CAUSAL.search(text)
    # A sentence of B1 has some ten words; one with more than thirty is two.
    prose = re.sub(r"^([#|!*].*| *!\[.*)$", "", text, flags=re.MULTILINE)
    prose = re.sub(r"^ *(\d\.|-) ", "\n\n", re.sub(r"\]\([^)]*\)", "]", prose), flags=re.MULTILINE)
    sentences = [" ".join(one.split()) for block in prose.split("\n\n") for one in re.split(r"(?<=[.?!])\s", block)]
    assert [one for one in sentences if len(one.split()) > 30] == []


@pytest.mark.parametrize("person", ["alderman", "speaker"])
@pytest.mark.parametrize("code", LANGUAGES)
def test_who_has_little_time_reads_one_or_two_pages(person: str, code: LanguageCode) -> None:
    words = len(_CODE.sub("", _PICTURE.sub("", _read(f"{code}/{person}.md"))).split())
    assert words <= {"alderman": 600, "speaker": 330}[person]


@pytest.mark.parametrize("guide", ALL)
def test_what_a_guide_calls_by_name_is_called_so_on_the_screen(guide: str) -> None:
    """A name on the screen stands in italics: a text of the catalogue, without what is filled in."""
    said = {re.sub(r"[*:]", "", text) for text in language(guide[:2]).messages.values()}  # type: ignore[arg-type]
    text = _CODE.sub("", _read(guide))
    names = re.findall(r"(?<![*\w])\*([^*\[\]]+)\*(?!\*)", text.split("\n", 3)[3])
    names = [" ".join(name.split()) for name in names]
    terms = {"client", "claim", "ID token"}
    assert [name for name in names if name not in terms and name not in said] == []


def test_every_picture_that_a_guide_names_is_made_by_the_command_and_no_other() -> None:
    named = set()
    for guide in ALL:
        shown = _PICTURE.findall(_read(guide))
        assert shown, f"{guide} has no picture"
        for told, target in shown:
            assert len(told) > 10, f"{target}: say what is on it"
            assert target.startswith("../pictures/") and target.endswith(f"-{guide[:2]}.png")
            named.add(Path(target).name)
    assert named == pictures.expected()
    assert {path.name for path in pictures.FOLDER.iterdir()} == named


@pytest.mark.parametrize("name", sorted(pictures.expected()))
def test_a_picture_is_small_and_has_a_palette(name: str) -> None:
    image = (pictures.FOLDER / name).read_bytes()
    assert image.startswith(b"\x89PNG\r\n\x1a\n")
    assert len(image) <= studio.LARGEST
    width, height, _, kind = struct.unpack(">IIBB", image[16:26])
    assert width >= 300 and height >= 80
    assert kind == 3, "a PNG with a palette"


def test_what_nobody_sees_is_no_other_picture() -> None:
    def png(*colours: int) -> bytes:
        image, made = Image.new("L", (len(colours), 1)), io.BytesIO()
        image.putdata(colours)
        image.save(made, "PNG")
        return made.getvalue()

    assert studio.alike(png(0, 100), png(3, 90))
    assert studio.alike(png(*[100] * 50), png(*[100] * 49, 180))
    assert not studio.alike(png(*[100] * 50), png(*[140] * 50))
    assert not studio.alike(png(0, 100), png(0, 100, 100))


def test_the_diagram_of_the_rooms_is_that_of_the_code() -> None:
    page = rooms.PAGE.read_text(encoding="utf-8")
    assert rooms.written(page) == page, "make it again: python -m pictures.rooms"


def test_an_arrow_that_follows_from_others_is_left_out_and_a_circle_is_refused() -> None:
    line = {"a": frozenset("bc"), "b": frozenset("c"), "c": frozenset[str]()}
    assert rooms.reduced(line) == line | {"a": frozenset("b")}
    with pytest.raises(ValueError, match="circle"):
        rooms.reduced(line | {"c": frozenset("a")})


def test_what_architecture_names_is_there_and_its_code_runs(
    store_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text = rooms.PAGE.read_text(encoding="utf-8")
    for name in re.findall(r"`([\w/]+(?:/|\.py|\.sql|\.csv))`", text):
        assert any((folder / name).exists() for folder in (ROOT, ROOT / "kansenbeeld")), name
    (code,) = re.findall(r"^```python\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    (tmp_path / "example.py").write_text(code, encoding="utf-8")
    monkeypatch.setenv(paths.STORE_VARIABLE, str(store_folder))
    runpy.run_path(str(tmp_path / "example.py"))
    assert "Noord" in capsys.readouterr().out


def test_the_repaired_example_holds_the_shipped_figures() -> None:
    """The example differs from a table that ships in its notation, and in one cell before it is repaired."""
    shipped = (paths.DATA / "ocw_same_direction" / "year3.csv").read_text(encoding="utf-8").splitlines()
    examples = ROOT / "docs" / "example"
    repaired = (examples / "year3_repaired.csv").read_text(encoding="utf-8").splitlines()
    given = (examples / "year3_from_excel.csv").read_text(encoding="utf-8").splitlines()
    assert [line.replace(",", ".").replace(";", ",") for line in repaired] == shipped
    assert [row for row, (one, other) in enumerate(zip(given, repaired, strict=True), 1) if one != other] == [8]
