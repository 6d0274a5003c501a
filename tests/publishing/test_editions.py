"""An edition is what was given, whole, and stays so."""

from __future__ import annotations

import os
import shutil
import stat
from pathlib import Path

import pytest
from publishing_places import DATASET, rewritten

from kansenbeeld import paths
from kansenbeeld.publishing import editions
from kansenbeeld.publishing.composed import composed
from kansenbeeld.publishing.errors import PublishError
from kansenbeeld.store.build import version_of


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    return Path(shutil.copytree(paths.DATA / DATASET, tmp_path / DATASET))


def test_an_edition_is_named_by_its_files_and_taken_in_once(dataset: Path, tmp_path: Path) -> None:
    first = editions.take_in(dataset, tmp_path / "editions")
    assert first.folder == tmp_path / "editions" / DATASET / first.checksum[:12] / DATASET
    assert {path.name for path in first.folder.iterdir()} == {path.name for path in dataset.iterdir()}
    assert stat.S_IMODE((tmp_path / "editions").stat().st_mode) == 0o700
    written = first.folder.stat().st_mtime_ns
    assert editions.take_in(dataset, tmp_path / "editions") == first
    assert first.folder.stat().st_mtime_ns == written
    rewritten(dataset, "group8", lambda row: row | {"n": "1"})
    assert editions.take_in(dataset, tmp_path / "editions").name != first.name
    assert [path for path in (tmp_path / "editions").iterdir() if path.name.startswith(".")] == []


def _outside(folder: Path) -> None:
    (folder / "age16.csv").rename(folder.parent / "elsewhere.csv")
    (folder / "age16.csv").symlink_to(folder.parent / "elsewhere.csv")


def _linked_folder(folder: Path) -> None:
    (folder / "more").symlink_to(folder.parent, target_is_directory=True)


def _other_name(folder: Path) -> None:
    text = (folder / "datapackage.json").read_text(encoding="utf-8")
    (folder / "datapackage.json").write_text(text.replace(f'"{DATASET}"', '"other"'), encoding="utf-8")


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (_outside, "no_plain_file"),
        (_linked_folder, "no_plain_file"),
        (lambda folder: os.mkfifo(folder / "pipe"), "no_plain_file"),
        (lambda folder: (folder / ".hidden").write_text("x"), "stray_file"),
        (lambda folder: (folder / "notes.txt").write_text("x"), "stray_file"),
        (lambda folder: (folder / "age16.csv").unlink(), "refused"),
        (lambda folder: (folder / "age16.csv").write_text("cohort\n1\n"), "refused"),
        (lambda folder: (folder / "datapackage.json").write_text("["), "refused"),
        (_other_name, "refused"),
    ],
)
def test_what_is_no_sound_dataset_is_refused_and_leaves_nothing(
    dataset: Path, tmp_path: Path, spoil: object, code: str
) -> None:
    assert callable(spoil)
    spoil(dataset)
    with pytest.raises(PublishError) as error:
        editions.take_in(dataset, tmp_path / "editions")
    assert error.value.code == code
    assert list((tmp_path / "editions").iterdir()) == []


@pytest.mark.parametrize("name", ["conversations", "Upper", "a b", ".a", "a" * 61])
def test_names_that_can_not_be(dataset: Path, tmp_path: Path, name: str) -> None:
    with pytest.raises(PublishError) as error:
        editions.take_in(dataset.rename(tmp_path / name), tmp_path / "editions")
    assert error.value.code == "name"


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(PublishError, match="'nowhere' does not exist"):
        editions.take_in(tmp_path / "nowhere", tmp_path / "editions")


def test_files_that_changed_afterwards_are_noticed(dataset: Path, tmp_path: Path) -> None:
    edition = editions.take_in(dataset, tmp_path / "editions")
    table = edition.folder / "age16.csv"
    table.chmod(0o644)
    table.write_text(table.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    with pytest.raises(PublishError) as error:
        editions.found(tmp_path / "editions", DATASET, edition.name)
    assert error.value.code == "edition_damaged"
    shutil.rmtree(edition.folder)
    for name, code in ((edition.name, "edition_gone"), ("../../..", "edition_gone")):
        with pytest.raises(PublishError) as error:
            editions.found(tmp_path / "editions", DATASET, name)
        assert error.value.code == code


def test_others_can_not_read_it_though_the_folder_was_there_before(tmp_path: Path) -> None:
    practice = paths.ROOT / "tests" / "fixtures" / "practice" / "practice_cohort"
    root = tmp_path / "editions"
    root.mkdir()
    root.chmod(0o755)
    edition = editions.take_in(practice, root)
    folders = [root, edition.folder.parent.parent, edition.folder.parent, edition.folder]
    assert {stat.S_IMODE(path.stat().st_mode) for path in folders} == {0o700}
    assert {stat.S_IMODE(path.stat().st_mode) for path in edition.folder.iterdir()} == {0o400}


def test_a_folder_that_can_not_be_closed_is_refused(
    dataset: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "editions"
    root.mkdir()
    root.chmod(0o755)

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "chmod", refuse)
    with pytest.raises(PublishError, match="mode 700") as error:
        editions.take_in(dataset, root)
    assert error.value.code == "open_folder"
    assert list(root.iterdir()) == []


@pytest.mark.parametrize("damage", ["changed", "linked", "gone"])
def test_the_same_files_again_mend_an_edition(dataset: Path, tmp_path: Path, damage: str) -> None:
    first = editions.take_in(dataset, tmp_path / "editions")
    table = first.folder / "age16.csv"
    table.unlink()
    if damage == "changed":
        table.write_text("x", encoding="ascii")
    elif damage == "linked":
        table.symlink_to(dataset / "age16.csv")
    with pytest.raises(PublishError):
        editions.found(tmp_path / "editions", DATASET, first.name)
    assert editions.take_in(dataset, tmp_path / "editions") == first
    assert editions.found(tmp_path / "editions", DATASET, first.name) == first
    aside = tmp_path / "editions" / DATASET / f"{first.name}.damaged-1"
    assert (aside / DATASET / "datapackage.json").is_file(), "what happened to it can still be looked up"


def test_composed_is_shipped_data_with_editions_over_them(dataset: Path) -> None:
    with composed(paths.DATA, {}) as plain:
        assert plain == paths.DATA
    with composed(paths.DATA, {DATASET: dataset}) as same:
        assert version_of(same) == version_of(paths.DATA)
    rewritten(dataset, "group8", lambda row: row | {"n": "1"})
    with composed(paths.DATA, {DATASET: dataset}) as other:
        assert version_of(other) != version_of(paths.DATA)
    assert not other.parent.exists()
    assert dataset.is_dir()
    assert (paths.DATA / DATASET).is_dir()


def test_without_links_the_data_are_copied(dataset: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError

    monkeypatch.setattr(Path, "symlink_to", refuse)
    with composed(paths.DATA, {DATASET: dataset}) as folder:
        assert version_of(folder) == version_of(paths.DATA)
        assert not (folder / DATASET).is_symlink()
