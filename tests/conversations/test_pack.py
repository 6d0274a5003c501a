"""The session pack: whole or not at all, the same each time, and never over what is not ours."""

from __future__ import annotations

import dataclasses
import hashlib
import io
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from kansenbeeld import paths
from kansenbeeld.conversations import programme
from kansenbeeld.conversations.deck import pack as session
from kansenbeeld.conversations.deck.errors import PackError
from kansenbeeld.conversations.deck.pack import MANIFEST, Pack, of_conversation, pack, write, zipped
from kansenbeeld.conversations.story import Story
from kansenbeeld.exports import images
from kansenbeeld.exports.tables import finding_csv
from kansenbeeld.findings.outlines import outlines_of
from kansenbeeld.language import LanguageCode, language
from kansenbeeld.store import Snapshot

ADDRESS = "https://kansenbeeld.example"
needs_chromium = pytest.mark.skipif(not images.can_draw(), reason="no Chromium: apt-get install chromium")


def made_of(snapshot: Snapshot, code: LanguageCode = "nl", **options: object) -> Pack:
    return of_conversation(snapshot, programme.programme(snapshot), "1", code, ADDRESS, **options)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def made(snapshot: Snapshot) -> Pack:
    return made_of(snapshot)


def manifest(made: Pack) -> dict[str, object]:
    return json.loads(made.files[MANIFEST])  # type: ignore[no-any-return]


def content(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@needs_chromium
def test_a_pack_holds_all_forms(made: Pack) -> None:
    names = [name for name in made.files if not name.startswith("cijfers/")]
    assert names == [
        "presentatie.html",
        "presentatie.pptx",
        "presentatie.pdf",
        "hand-out.pdf",
        "spreker.pdf",
        "LEESMIJ.txt",
        "manifest.json",
    ]
    assert made.missing == ()


def test_numbers_stand_in_a_file_per_slide(made: Pack, snapshot: Snapshot) -> None:
    known = programme.programme(snapshot)
    theme = known.theme_of(known.conversation("1"))
    assert theme is not None
    for number, evidence in enumerate(theme.evidence, start=2):
        assert f"cijfers/{number:02d}-{evidence.question}.csv" in made.files


def test_numbers_are_those_of_the_findings(every_question: Callable[[LanguageCode], Story], snapshot: Snapshot) -> None:
    told = every_question("en")
    few = dataclasses.replace(told, steps=told.steps[:1])
    files = pack(few, outlines_of(snapshot, [few.steps[0].finding]), "").files
    name = f"numbers/02-{few.steps[0].finding.question}.csv"
    assert files[name] == finding_csv(few.steps[0].finding, language("en"))


def test_the_manifest_tells_what_the_pack_is_and_its_checksums_hold(made: Pack, snapshot: Snapshot) -> None:
    told = manifest(made)
    assert (told["conversation"], told["language"], told["address"]) == ("1", "nl", ADDRESS)
    assert (told["data_version"], told["retrieved"]) == (snapshot.version, snapshot.info.data_date.isoformat())
    assert told["product_version"]
    assert told["sources"] and all(source["licence"] for source in told["sources"])  # type: ignore[attr-defined]
    files = told["files"]
    assert isinstance(files, dict)
    assert list(files) == [name for name in made.files if name != MANIFEST]
    for name, said in files.items():
        assert said == {
            "bytes": len(made.files[name]),
            "sha256": hashlib.sha256(made.files[name]).hexdigest(),
        }


def test_the_readme_names_every_file(made: Pack) -> None:
    text = made.files["LEESMIJ.txt"].decode("utf-8")
    assert all(name.split("/")[0] in text for name in made.files if name != "LEESMIJ.txt")


def test_the_same_conversation_gives_the_same_pack(made: Pack, snapshot: Snapshot) -> None:
    again = made_of(snapshot)
    assert {name: again.files[name] == found for name, found in made.files.items()} == dict.fromkeys(made.files, True)
    assert zipped(again) == zipped(made)


def test_progress_goes_from_0_to_1_in_sentences(snapshot: Snapshot, no_browser: None) -> None:
    told: list[tuple[float, str]] = []
    made_of(snapshot, progress=lambda share, key: told.append((share, key)))
    shares = [share for share, _ in told]
    assert shares[0] == 0 and shares[-1] == 1 and shares == sorted(shares)
    assert all(language(code).text(key) for _, key in told for code in ("nl", "en"))


def test_a_zip_holds_the_pack_in_one_folder(made: Pack) -> None:
    with zipfile.ZipFile(io.BytesIO(zipped(made))) as opened:
        assert {name: opened.read(f"{made.folder}/{name}") for name in made.files} == dict(made.files)
        assert len(opened.namelist()) == len(made.files)


def test_a_pack_is_written_as_it_is(made: Pack, tmp_path: Path) -> None:
    write(made, tmp_path / "a folder" / "pack")
    assert content(tmp_path / "a folder" / "pack") == dict(made.files)
    assert [path.name for path in (tmp_path / "a folder").iterdir()] == ["pack"]


def test_an_earlier_pack_is_replaced_as_a_whole(made: Pack, tmp_path: Path) -> None:
    more = {**made.files, "cijfers/99-old.csv": b"old"}
    files = {"cijfers/99-old.csv": {}, **{name: {} for name in made.files}}
    more[MANIFEST] = json.dumps({**manifest(made), "files": files}).encode()
    write(dataclasses.replace(made, files=more), tmp_path / "pack")
    write(made, tmp_path / "pack")
    assert content(tmp_path / "pack") == dict(made.files)


@pytest.mark.parametrize("other", ["notes.txt", "cijfers/own.csv"])
def test_what_is_not_of_a_pack_is_left_alone(other: str, made: Pack, tmp_path: Path) -> None:
    folder = tmp_path / "pack"
    write(made, folder)
    (folder / other).write_text("mine", encoding="utf-8")
    before = content(folder)
    with pytest.raises(PackError, match=other):
        write(made, folder)
    assert content(folder) == before


def test_a_file_is_no_folder(made: Pack, tmp_path: Path) -> None:
    (tmp_path / "pack").write_text("mine", encoding="utf-8")
    with pytest.raises(PackError, match="geen map"):
        write(made, tmp_path / "pack")
    assert (tmp_path / "pack").read_text(encoding="utf-8") == "mine"


def test_an_empty_folder_may_be_filled(made: Pack, tmp_path: Path) -> None:
    write(made, tmp_path)
    assert content(tmp_path) == dict(made.files)


@pytest.mark.parametrize("stop", [OSError("no space left"), KeyboardInterrupt()])
def test_a_write_that_is_cut_off_leaves_what_was_there(
    stop: BaseException, made: Pack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(made, tmp_path / "pack")
    real = Path.write_bytes

    def fail(path: Path, data: bytes) -> int:
        if path.name == MANIFEST:
            raise stop
        return real(path, data)

    monkeypatch.setattr(Path, "write_bytes", fail)
    with pytest.raises((PackError, KeyboardInterrupt)):
        write(made, tmp_path / "pack")
    assert content(tmp_path / "pack") == dict(made.files)
    assert [path.name for path in tmp_path.iterdir()] == ["pack"]


def test_without_chromium_the_rest_is_made_and_the_missing_is_named(snapshot: Snapshot, no_browser: None) -> None:
    made = made_of(snapshot, "en")
    assert not any(name.endswith(".pdf") for name in made.files)
    assert {"presentation.html", "presentation.pptx", "README.txt"} <= set(made.files)
    assert made.missing == ("presentation.pdf", "hand-out.pdf", "speaker.pdf", "pictures in presentation.pptx")
    assert manifest(made)["missing"] == list(made.missing)
    assert "apt-get install chromium" in made.files["README.txt"].decode("utf-8")


def test_an_open_theme_and_an_unknown_conversation_are_said_in_one_sentence(snapshot: Snapshot) -> None:
    known = programme.programme(snapshot)
    unknown = next(one.id for one in known.conversations if one.theme is None)
    for number in (unknown, "9"):
        with pytest.raises(PackError, match=f"stadsgesprek {number}"):
            of_conversation(snapshot, known, number, "nl", "")


def command(store: Path, folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ,
        "KANSENBEELD_DATABASE_URL": f"sqlite:///{folder / 'ledger.sqlite'}",
        "KANSENBEELD_ADDRESS": "",
        "PATH": "",
        "BROWSER_PATH": "",
    }
    return subprocess.run(
        [sys.executable, "-m", "kansenbeeld", "--store", str(store), "pack", *words],
        capture_output=True,
        text=True,
        cwd=paths.ROOT,
        env=environment,
        check=False,
    )


def test_an_open_theme_and_district_can_be_chosen(snapshot: Snapshot, no_browser: None) -> None:
    known = programme.programme(snapshot)
    theme = next(reversed(known.themes.values()))
    base = "https://kansenbeeld.example"
    made = of_conversation(snapshot, known, "4", "nl", base, theme=theme.id, district="N")
    presentation = next(content for name, content in made.files.items() if name.endswith(".html")).decode("utf-8")
    assert theme.title["nl"] in presentation
    assert f"theme={theme.id}&amp;district=N" in presentation, "phones follow what was chosen"


def test_the_command_writes_a_pack_and_says_what_is_missing(store_folder: Path, tmp_path: Path) -> None:
    ran = command(store_folder, tmp_path, "1", "--out", str(tmp_path / "out"), "--lang", "en")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert (tmp_path / "out" / "presentation.pptx").is_file()
    assert "100%" in ran.stdout and "Not made: presentation.pdf" in ran.stdout


def test_the_command_ends_with_1_and_one_sentence(store_folder: Path, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").write_text("mine", encoding="utf-8")
    for words in (
        ("1", "--out", str(tmp_path / "out")),
        ("1", "--out", str(tmp_path / "new"), "--version", "000000000000"),
        ("6", "--out", str(tmp_path / "new")),
    ):
        ran = command(store_folder, tmp_path, *words)
        assert ran.returncode == 1
        assert len(ran.stderr.strip().splitlines()) == 1
    assert not (tmp_path / "new").exists()
    assert session.MANIFEST not in content(tmp_path / "out")
