"""The session pack: everything of a conversation that a speaker takes along, in one folder or one zip."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tomllib
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from kansenbeeld import paths
from kansenbeeld.conversations.deck import html, printed
from kansenbeeld.conversations.deck.errors import PackError
from kansenbeeld.conversations.deck.pptx import pptx
from kansenbeeld.conversations.deck.pptx.presentation import pictured
from kansenbeeld.conversations.deck.slides import Deck, deck
from kansenbeeld.conversations.story import Story, chosen, story
from kansenbeeld.datasets.programme import Programme
from kansenbeeld.exports import browser, images
from kansenbeeld.exports.stable import new_zip
from kansenbeeld.exports.tables import finding_csv
from kansenbeeld.findings.areas import districts
from kansenbeeld.findings.outlines import Outlines, outlines_of
from kansenbeeld.language import Language, LanguageCode, language
from kansenbeeld.store import Snapshot

Progress = Callable[[float, str], None]
"""Gets the share that is done (0 to 1) and the key of a sentence on what is being done."""

MANIFEST: Final = "manifest.json"
_FORMAT: Final = "kansenbeeld session pack 1"
_PRINTED: Final = ("slides", "handout", "speaker")


@dataclass(frozen=True, slots=True)
class Pack:
    """A session pack.

    Attributes:
        folder: what its folder is called in a zip.
        files: content by path inside the pack, in order; the manifest last.
        missing: what could not be made on this machine.
        words: its language.
    """

    folder: str
    files: Mapping[str, bytes]
    missing: tuple[str, ...]
    words: Language


def pack(told: Story, outlines: Outlines, base: str, *, progress: Progress | None = None) -> Pack:
    """Make the session pack of a conversation; the same story, outlines and address give the same pack.

    Args:
        told: the answers, in one language and data version.
        outlines: the areas of its maps, by geometry and code.
        base: address of the dashboard that phones in the room can reach; empty for slides without codes.
        progress: is told how far it is.

    Returns:
        The pack; without Chromium on this machine it has no PDFs, and names them as missing.

    Raises:
        PrintError: Chromium gave no PDF.
    """
    tell = progress or _silent
    words, slides = language(told.code), deck(told, base)
    names = {name: words.text(f"pack.file.{name}") for name in ("deck", "pptx", *_PRINTED)}
    tell(0.0, "pack.progress.deck")
    presentation = html.html(slides, outlines)
    pages = {
        "slides": presentation,
        "handout": printed.handout(told, slides, outlines),
        "speaker": printed.speaker(slides),
    }
    files = {names["deck"]: presentation.encode("utf-8")}
    with ThreadPoolExecutor(2) as pool:
        tell(0.1, "pack.progress.pptx")
        # Chromium prints in processes of its own meanwhile.
        printing = {
            name: pool.submit(browser.print_pdf, page, day=slides.data_date)
            for name, page in pages.items()
            if images.can_draw()
        }
        files[names["pptx"]] = pptx(slides, outlines)
        for number, (name, future) in enumerate(printing.items(), start=1):
            tell(0.4 + 0.15 * number, "pack.progress.print")
            files[names[name]] = future.result()
    tell(0.95, "pack.progress.numbers")
    files |= _numbers(slides, words)
    missing = _missing(slides, names, words)
    files[words.text("pack.file.readme")] = _readme(slides, names, missing, words).encode("utf-8")
    files[MANIFEST] = _manifest(slides, base, files, missing)
    tell(1.0, "pack.progress.done")
    folder = words.text("pack.folder", number=slides.conversation, version=slides.version)
    return Pack(folder, files, missing, words)


def of_conversation(
    snapshot: Snapshot,
    known: Programme,
    number: str,
    code: LanguageCode,
    base: str,
    *,
    theme: str = "",
    district: str = "",
    progress: Progress | None = None,
) -> Pack:
    """Make the session pack of a conversation by its number.

    Args:
        snapshot: the data version of its figures.
        known: the programme as it is now.
        number: of the conversation.
        code: language of the pack.
        base, progress: as :func:`pack` takes them.
        theme, district: chosen where the programme leaves them open; not taken where it does not.

    Raises:
        PackError: there is no such conversation, or its theme is still open.
        StoreError: the data version does not hold what one of the questions needs.
        PrintError: Chromium gave no PDF.
    """
    words = language(code)
    try:
        given = known.conversation(number)
    except KeyError as error:
        raise PackError(words.text("pack.unknown", number=number)) from error
    conversation, choices = chosen(given, known, districts(snapshot), theme=theme, district=district)
    subject = known.theme_of(conversation)
    if subject is None:
        raise PackError(words.text("pack.no_theme", number=number))
    told = story(snapshot, conversation, subject, code, choices)
    return pack(told, outlines_of(snapshot, [step.finding for step in told.steps]), base, progress=progress)


def zipped(made: Pack) -> bytes:
    """Return a pack as a zip; equal packs give equal bytes."""
    return new_zip({f"{made.folder}/{name}": content for name, content in made.files.items()})


def write(made: Pack, folder: Path) -> None:
    """Put a pack in a folder: written aside, checked and renamed, so that it is there whole or not at all.

    Args:
        made: the pack.
        folder: made when it is not there. A pack that stands there is replaced; anything else is left alone.

    Raises:
        PackError: something else stands there, or the folder can't be written.
    """
    folder = folder.resolve()
    check_folder(folder, made.words)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with _aside(folder) as temporary:
            for name, content in made.files.items():
                path = temporary / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
                if path.read_bytes() != content:
                    raise OSError(name)
    except OSError as error:
        reason = error.strerror or str(error)
        raise PackError(made.words.text("pack.not_written", folder=folder, reason=reason)) from error


def check_folder(folder: Path, words: Language) -> None:
    """See whether a pack may be put in a folder: it is not there, is empty, or holds a pack and nothing else.

    Raises:
        PackError: it holds something else.
    """
    if not folder.exists():
        return
    if not folder.is_dir():
        raise PackError(words.text("pack.not_a_folder", folder=folder))
    known = _listed(folder)
    for path in sorted(folder.rglob("*")):
        if not path.is_dir() and path.relative_to(folder).as_posix() not in known:
            raise PackError(words.text("pack.foreign", folder=folder, name=path.relative_to(folder).as_posix()))


def _listed(folder: Path) -> set[str]:
    """Return the files that the manifest in a folder names; none where there is no manifest of ours."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        return {MANIFEST, *manifest["files"]} if manifest["format"] == _FORMAT else set()
    except (OSError, ValueError, KeyError, TypeError):
        return set()


@contextmanager
def _aside(folder: Path) -> Iterator[Path]:
    """Give a new folder beside ``folder``; on success it takes its place, on failure it is removed."""
    temporary = folder.with_name(f".{folder.name}.{os.getpid()}.tmp")
    old = folder.with_name(f".{folder.name}.{os.getpid()}.old")
    temporary.mkdir()
    try:
        yield temporary
        if folder.exists():
            folder.replace(old)
        try:
            temporary.replace(folder)
        except OSError:
            if old.exists():
                old.replace(folder)
            raise
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
        shutil.rmtree(old, ignore_errors=True)


def _silent(_share: float, _key: str) -> None:
    """Tell nobody."""


def _numbers(slides: Deck, words: Language) -> dict[str, bytes]:
    """Write the table of each finding that has numbers, named after its slide and question."""
    folder = words.text("pack.file.numbers")
    return {
        f"{folder}/{slide.number:02d}-{slide.finding.question}.csv": finding_csv(slide.finding, words)
        for slide in slides.slides
        if slide.finding is not None and len(slide.finding.table.frame)
    }


def _missing(slides: Deck, names: Mapping[str, str], words: Language) -> tuple[str, ...]:
    if images.can_draw():
        return ()
    pictures = any(slide.finding is not None and pictured(slide.finding) for slide in slides.slides)
    shown = (words.text("pack.pictures", file=names["pptx"]),) if pictures else ()
    return (*(names[name] for name in _PRINTED), *shown)


def _readme(slides: Deck, names: Mapping[str, str], missing: tuple[str, ...], words: Language) -> str:
    about = [(file, words.text(f"pack.about.{name}")) for name, file in names.items() if file not in missing]
    about += [
        (f"{words.text('pack.file.numbers')}/", words.text("pack.about.numbers")),
        (MANIFEST, words.text("pack.about.manifest")),
    ]
    width = max(len(file) for file, _ in about)
    lines = [words.text("app.name"), slides.title, slides.subtitle, ""]
    lines += [f"{file:<{width}}  {text}" for file, text in about]
    address = _address(slides)
    lines += ["", words.text("deck.version", version=slides.version, date=words.date(slides.data_date))]
    lines.append(words.text("pack.readme.address", address=address) if address else words.text("pack.readme.no_code"))
    if missing:
        lines.append(words.text("pack.readme.missing", files=", ".join(missing)))
    lines += ["", words.text("deck.sources")]
    lines += [f"- {one['publisher']}: {one['title']} ({one['period']}). {one['licence']}" for one in _sources(slides)]
    return "\r\n".join([*lines, ""])


def _address(slides: Deck) -> str:
    """Return the address of the first finding on a phone; empty where no phone could reach it."""
    return next((slide.address for slide in slides.slides if "://" in slide.address), "")


def _sources(slides: Deck) -> list[dict[str, str]]:
    found = [slide.finding for slide in slides.slides if slide.finding is not None]
    return [
        {
            "dataset": one.dataset,
            "publisher": one.publisher,
            "title": one.title,
            "period": one.period,
            "licence": one.licence,
            "url": one.url,
            "retrieved": one.retrieved.isoformat(),
        }
        for one in dict.fromkeys(source for finding in found for source in finding.sources)
    ]


def _manifest(slides: Deck, base: str, files: Mapping[str, bytes], missing: tuple[str, ...]) -> bytes:
    manifest: dict[str, Any] = {
        "format": _FORMAT,
        "product": "Kansenbeeld",
        "product_version": _product_version(),
        "conversation": slides.conversation,
        "title": slides.title,
        "language": slides.code,
        "data_version": slides.version,
        "retrieved": slides.data_date.isoformat(),
        "address": base,
        "missing": list(missing),
        "files": {
            name: {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
            for name, content in files.items()
        },
        "sources": _sources(slides),
    }
    return (json.dumps(manifest, ensure_ascii=False, indent=2) + "\n").encode("utf-8")


def _product_version() -> str:
    with (paths.ROOT / "pyproject.toml").open("rb") as file:
        return str(tomllib.load(file)["project"]["version"])
