"""A backup brought back into an empty machine, and every file that is none refused."""

from __future__ import annotations

import datetime as dt
import gzip
import hashlib
import io
import json
import queue
import shutil
import stat
import tarfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pytest
import sqlalchemy as sa

from kansenbeeld import paths
from kansenbeeld.cli import main
from kansenbeeld.conversations.ledger import database
from kansenbeeld.conversations.ledger.audit import Audit
from kansenbeeld.conversations.ledger.entries import About, Details, Entry
from kansenbeeld.conversations.ledger.errors import LedgerUnavailableError
from kansenbeeld.conversations.ledger.ledger import Ledger
from kansenbeeld.conversations.ledger.tables import items
from kansenbeeld.operations import ledger_rows
from kansenbeeld.operations.backup import Places, backup
from kansenbeeld.operations.errors import BackupError
from kansenbeeld.operations.recover import look, recover
from kansenbeeld.publishing import editions as publishing_editions
from kansenbeeld.publishing.errors import PublishError
from kansenbeeld.publishing.publishing import Publishing
from kansenbeeld.store import Store, files, locking

PRACTICE = paths.ROOT / "tests" / "fixtures" / "practice"


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory, store_folder: Path) -> Places:
    """A machine where two datasets were published (one with raw counts), and things were written down."""
    folder = tmp_path_factory.mktemp("machine")
    places = Places(folder / "store", folder / "editions", f"sqlite:///{folder / 'ledger.sqlite'}")
    shutil.copytree(store_folder, places.store)
    first = Store(places.store).current_version()
    publishing = Publishing(places.url, editions=places.editions, store=places.store, shipped=paths.DATA)
    for dataset in ("practice_indicators", "practice_cohort"):
        publishing.publish(publishing.prepare(PRACTICE / dataset), who="local", why=f"Try {dataset}")
    publishing.close()
    ledger = Ledger(places.url)
    about = About(question="advice_gap", selection={"district": "N"}, version=first, slide=3)
    entry = Entry(conversation="1", kind="result", text="Agreed: één plan — “samen”.", said_by="school", about=about)
    item = ledger.record(entry, editor="someone@example.org")
    ledger.revise(item.id, 1, replace(entry, text="Agreed on two plans."), editor="local")
    ledger.fill_in("2", 0, Details(place="Noord", participants=("schools", "parents")), editor="local")
    ledger.close()
    return places


def _empty(folder: Path, url: str = "") -> Places:
    return Places(folder / "store", folder / "editions", url or f"sqlite:///{folder / 'new.sqlite'}")


def _rows(url: str) -> dict[str, bytes]:
    with ledger_rows.one_moment(url) as connection:
        return {table: ledger_rows.dumped(connection, table) for table in ledger_rows.TABLES}


@pytest.fixture(scope="module")
def kept(full: Places, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("kept") / "all.tar.zst"
    backup(target, full, private=True)
    return target


def test_everything_comes_back_on_either_database(full: Places, kept: Path, ledger_url: str, tmp_path: Path) -> None:
    places = _empty(tmp_path / "new", ledger_url)
    done = recover(kept, places)
    assert done.aside is None
    assert files.pointed(places.store) == files.pointed(full.store)
    assert files.history(places.store) == files.history(full.store) != ()
    assert files.step(places.store) == 2
    before, after = Store(full.store), Store(places.store)
    assert [info.version for info in after.versions()] == [info.version for info in before.versions()]
    for version in files.versions(full.store):
        assert files.intact(places.store, version)
        query = {"area_vintage": 2015, "area_level": "stadsdeel"}
        assert after.snapshot(version).rows("areas", **query) == before.snapshot(version).rows("areas", **query)
    assert _rows(ledger_url) == _rows(full.url)
    old, new = Ledger(full.url), Ledger(ledger_url)
    assert new.history(1) == old.history(1) and len(new.history(1)) == 2
    assert new.details_history("2") == old.details_history("2")
    assert Audit(ledger_url).entries() == Audit(full.url).entries()
    pinned = new.history(1)[0].entry.about
    assert pinned is not None and pinned.version is not None
    assert after.snapshot(pinned.version).version == pinned.version
    # New numbers go on from the old ones, and what was published is what the next start would show.
    assert new.record(new.history(1)[0].entry, editor="local").id == 2
    publishing = Publishing(ledger_url, editions=places.editions, store=places.store, shipped=paths.DATA)
    publishing.settle()
    assert publishing.active() == dict(publishing.log()[-1].active)
    assert files.current(places.store) == files.current(full.store)
    publishing.close()
    new.close()
    old.close()


def test_from_postgresql_into_sqlite(full: Places, kept: Path, postgresql_url: str, tmp_path: Path) -> None:
    there = _empty(tmp_path / "first", postgresql_url)
    recover(kept, there)
    again = tmp_path / "again.tar.gz"
    assert backup(again, there, private=True).contents.database == "postgresql"
    back = _empty(tmp_path / "second")
    recover(again, back)
    assert _rows(back.url) == _rows(full.url)


def test_only_its_owner_can_read_it_and_nothing_is_left_beside_it(kept: Path) -> None:
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert [path.name for path in kept.parent.iterdir()] == [kept.name]


def test_raw_counts_stay_unless_asked(full: Places, kept: Path, tmp_path: Path) -> None:
    made = backup(tmp_path / "some.tar.gz", full).contents
    assert [name.split("/")[0] for name in made.left_out] == ["practice_cohort"]
    assert not any("practice_cohort" in name or name.startswith("private/") for name in made.files)
    whole = look(kept)
    assert any(name.startswith("private/raw-") for name in whole.files)
    assert any("practice_cohort" in name for name in whole.files)
    # Readers see the same all the same.
    places = _empty(tmp_path / "new")
    recover(tmp_path / "some.tar.gz", places)
    assert files.current(places.store) == files.current(full.store)


def test_only_versions_that_are_named(full: Places, tmp_path: Path) -> None:
    store = tmp_path / "store"
    shutil.copytree(full.store, store)
    current = files.current(store) or ""
    shutil.copyfile(files.version_file(store, current), files.version_file(store, "0123456789ab"))
    made = backup(tmp_path / "named.tar.gz", Places(store, full.editions, full.url), named=True).contents
    versions = {Path(name).stem.removeprefix("kansenbeeld-") for name in made.files if name.endswith(".duckdb")}
    assert versions == set(files.versions(full.store))


def test_what_is_there_is_not_written_over(kept: Path, full: Places, tmp_path: Path) -> None:
    places = _empty(tmp_path)
    recover(kept, places)
    before = _rows(places.url)
    bare = tmp_path / "bare"
    for there, code in (
        (places, "there_store"),
        (replace(places, store=bare / "store"), "there_editions"),
        (replace(places, store=bare / "store", editions=bare / "editions"), "there_ledger"),
    ):
        with pytest.raises(BackupError) as caught:
            recover(kept, there)
        assert caught.value.code == code
    assert _rows(places.url) == before and not files.versions(bare / "store")


def test_replace_sets_what_is_there_aside(kept: Path, full: Places, tmp_path: Path) -> None:
    places = _empty(tmp_path)
    recover(kept, places)
    ledger = Ledger(places.url)
    later = ledger.record(ledger.history(1)[0].entry, editor="local")
    ledger.close()
    done = recover(kept, places, replace=True)
    assert done.aside is not None and files.versions(done.aside) == files.versions(full.store)
    assert len((done.aside / "ledger" / "items.jsonl").read_text("utf-8").splitlines()) == later.id
    assert (places.editions / done.aside.name / "practice_indicators").is_dir()
    assert _rows(places.url) == _rows(full.url)


def _there(places: Places) -> dict[str, bytes | None]:
    """Every file and folder, with its content; not the lock, which goes with who holds it."""
    return {
        str(path): path.read_bytes() if path.is_file() else None
        for folder in (places.store, places.editions)
        for path in folder.rglob("*")
        if path.name != ".building"
    }


@pytest.mark.parametrize("last", ["practice_indicators", "rows", "current"])
def test_what_fails_half_way_is_taken_back_whole(
    kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, last: str
) -> None:
    places = _empty(tmp_path)
    recover(kept, places)
    ledger = Ledger(places.url)
    ledger.record(ledger.history(1)[0].entry, editor="local")
    ledger.close()
    before, rows = _there(places), _rows(places.url)
    rename = Path.rename

    def refuse(*_: object) -> Any:
        raise OSError(28, "No space left on device")

    def refusing(path: Path, target: Path) -> Path:
        return refuse() if target.name == last and ".recover-" in str(path) else rename(path, target)

    monkeypatch.setattr(Path, "rename", refusing)
    if last == "rows":
        monkeypatch.setattr(ledger_rows, "load", refuse)
    with pytest.raises(BackupError) as caught:
        recover(kept, places, replace=True)
    assert caught.value.code == "disk"
    assert _there(places) == before and _rows(places.url) == rows


def test_nobody_writes_in_the_ledger_meanwhile(
    kept: Path, ledger_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What somebody wrote between setting aside and emptying would be nowhere."""
    places = _empty(tmp_path, ledger_url)
    recover(kept, places)
    other = sa.make_url(ledger_url)
    if other.drivername == "postgresql":
        other = other.update_query_dict({"options": "-c lock_timeout=50"})
    writing = database.writing(database.engine(other.render_as_string(hide_password=False)))
    if other.drivername != "postgresql":
        sa.event.listen(writing, "connect", lambda connection, _: connection.execute("PRAGMA busy_timeout = 50"))
    tried = []
    rename = Path.rename

    def meanwhile(path: Path, target: Path) -> Path:
        with pytest.raises(sa.exc.OperationalError), writing.begin() as connection:
            connection.execute(sa.insert(items).values(conversation="1", created_at=dt.datetime.now(dt.UTC)))
        tried.append(target)
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", meanwhile)
    recover(kept, places, replace=True)
    writing.dispose()
    assert tried


def test_what_is_damaged_is_set_aside_as_well(kept: Path, full: Places, tmp_path: Path) -> None:
    places = _empty(tmp_path)
    recover(kept, places)
    folder = next((places.editions / "practice_indicators").iterdir())
    folder.rename(folder.with_name(f"{folder.name}.damaged-1"))
    for path in (places.editions / "practice_cohort").glob("*/*"):
        shutil.rmtree(path)
    (places.editions / "lost+found").mkdir()
    done = recover(kept, places, replace=True)
    assert done.aside is not None
    beside = places.editions / done.aside.name
    assert [path.name for path in (beside / "practice_indicators").iterdir()] == [f"{folder.name}.damaged-1"]
    assert publishing_editions.listed(places.editions) == publishing_editions.listed(full.editions)
    # And what was set aside is not set aside again, nor is it in the way.
    assert recover(kept, places, replace=True).aside != done.aside and beside.is_dir()


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("store/private/raw-0123456789ab.duckdb", "there_store"),
        ("store/kansenbeeld-0123456789ab.sha256", "there_store"),
        ("store/history", "there_store"),
        ("editions/practice_indicators/0123456789ab.damaged-1/x", "there_editions"),
    ],
)
def test_what_is_left_of_a_store_is_not_written_over(small: Path, tmp_path: Path, name: str, code: str) -> None:
    there = tmp_path / name
    there.parent.mkdir(parents=True)
    there.write_text("x", encoding="ascii")
    with pytest.raises(BackupError) as caught:
        recover(small, _empty(tmp_path))
    assert caught.value.code == code
    assert there.read_text("ascii") == "x"


@pytest.fixture
def copy(full: Places, tmp_path: Path) -> Places:
    """The same machine, to break."""
    shutil.copytree(full.store, tmp_path / "store")
    shutil.copytree(full.editions, tmp_path / "editions")
    shutil.copyfile(str(sa.make_url(full.url).database), tmp_path / "ledger.sqlite")
    return Places(tmp_path / "store", tmp_path / "editions", f"sqlite:///{tmp_path / 'ledger.sqlite'}")


def _spoil(path: Path) -> None:
    path.chmod(0o600)
    path.write_bytes(path.read_bytes()[:-1] + b"?")


def test_an_earlier_version_that_is_damaged_is_left_out_and_named(
    copy: Places, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    current, *earlier = files.pointed(copy.store)
    _spoil(files.version_file(copy.store, earlier[0]))
    old = copy.editions / "practice_indicators" / "0123456789ab" / "practice_indicators"
    old.mkdir(parents=True)
    (old / "datapackage.json").write_text("{}", encoding="ascii")
    target = tmp_path / "kept.tar.gz"
    contents = backup(target, copy).contents
    assert contents.damaged == (earlier[0], "practice_indicators/0123456789ab") == look(target).damaged
    assert contents.pointed == (current, *earlier[1:]) and earlier[0] not in contents.history
    assert not any("0123456789ab" in name or earlier[0] in name for name in contents.files)
    assert main(["recover", str(target), "--check", "--lang", "en"]) == 0
    assert f"{earlier[0]}, practice_indicators/0123456789ab" in capsys.readouterr().out
    places = _empty(tmp_path / "new")
    recover(target, places)
    assert files.pointed(places.store) == contents.pointed


def test_what_is_shown_now_must_be_whole(copy: Places, tmp_path: Path) -> None:
    edition = next(copy.editions.glob("practice_indicators/*/practice_indicators/datapackage.json"))
    _spoil(edition)
    with pytest.raises(PublishError) as damaged:
        backup(tmp_path / "kept.tar.gz", copy)
    assert damaged.value.code == "edition_damaged"
    _spoil(files.version_file(copy.store, files.current(copy.store) or ""))
    with pytest.raises(BackupError) as caught:
        backup(tmp_path / "kept.tar.gz", copy)
    assert caught.value.code == "version_damaged"
    assert not (tmp_path / "kept.tar.gz").exists()


Member = Iterator[tuple[tarfile.TarInfo, bytes]]
Change = Callable[[tarfile.TarInfo, bytes], Member]


def _copied(kept: Path, target: Path, change: Change) -> Path:
    """Write the same archive with each member changed."""
    with tarfile.open(kept, "r:gz") as old, tarfile.open(target, "w:gz") as new:
        for member in old:
            file = old.extractfile(member)
            for info, content in change(member, b"" if file is None else file.read()):
                info.size = len(content)
                new.addfile(info, io.BytesIO(content))
    return target


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory, store_folder: Path) -> Path:
    folder = tmp_path_factory.mktemp("small")
    target = folder / "small.tar.gz"
    backup(target, Places(store_folder, folder / "editions", f"sqlite:///{folder / 'ledger.sqlite'}"))
    return target


def _manifest(change: Callable[[dict[str, Any]], object]) -> Change:
    def changed(info: tarfile.TarInfo, content: bytes) -> Member:
        if info.name == "manifest.json":
            given = json.loads(content)
            change(given)
            content = json.dumps(given).encode()
        yield info, content

    return changed


def _flip(info: tarfile.TarInfo, content: bytes) -> Member:
    yield info, content[:-1] + bytes([content[-1] ^ 1]) if info.name.endswith(".duckdb") else content


def _longer(info: tarfile.TarInfo, content: bytes) -> Member:
    yield info, content + b"\n" if info.name.endswith("items.jsonl") else content


def _lacking(info: tarfile.TarInfo, content: bytes) -> Member:
    if not info.name.endswith("audit.jsonl"):
        yield info, content


def _with(name: str, kind: bytes = tarfile.REGTYPE, link: str = "") -> Change:
    def changed(info: tarfile.TarInfo, content: bytes) -> Member:
        yield info, content
        if info.name == "manifest.json":
            more = tarfile.TarInfo(name)
            more.type, more.linkname = kind, link
            yield more, b""

    return changed


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (_flip, "damaged"),
        (_longer, "damaged"),
        (_lacking, "missing"),
        (_with("../../escaped"), "member"),
        (_with("/tmp/escaped"), "member"),  # noqa: S108
        (_with("editions/some/0123456789ab/some/../../../../x"), "member"),
        (_with("store/kansenbeeld-0123456789ab.duckdb"), "member"),
        (_with("store/kansenbeeld-0123456789ab.duckdb", tarfile.SYMTYPE, "/etc/passwd"), "member"),
        (_with("ledger/items.jsonl", tarfile.LNKTYPE, "manifest.json"), "member"),
        (_with("editions/some", tarfile.DIRTYPE), "member"),
        (_manifest(lambda given: given.update(format=99)), "format"),
        (_manifest(lambda given: given.update(product="other")), "foreign"),
        (_manifest(lambda given: given.pop("files")), "damaged"),
        (_manifest(lambda given: given.update(pointed=["0123456789ab"])), "unserved"),
        (_manifest(lambda given: given.update(pointed=[*given["pointed"], "../../escaped"])), "damaged"),
        (_manifest(lambda given: given.update(pointed=[*given["pointed"], "0123456789ab"])), "damaged"),
    ],
)
def test_a_changed_file_changes_nothing(small: Path, tmp_path: Path, change: Change, code: str) -> None:
    places = _empty(tmp_path / "new")
    given = _copied(small, tmp_path / "changed.tar.gz", change)
    with pytest.raises(BackupError) as caught:
        recover(given, places)
    assert caught.value.code == code
    assert not list(places.store.iterdir()) and not list(places.editions.iterdir())
    assert not (tmp_path / "new" / "new.sqlite").exists()
    assert not (tmp_path / "escaped").exists()


@pytest.mark.parametrize("share", [0.0, 0.01, 0.5, 0.99])
def test_a_file_that_is_cut_off(small: Path, tmp_path: Path, share: float) -> None:
    content = small.read_bytes()
    given = tmp_path / "cut.tar.gz"
    given.write_bytes(content[: int(len(content) * share)])
    with pytest.raises(BackupError) as caught:
        recover(given, _empty(tmp_path / "new"))
    assert caught.value.code in ("foreign", "damaged", "missing")


@pytest.mark.parametrize(
    "content",
    [b"", b"PK\x03\x04 no", gzip.compress(b"no tar"), b"\x28\xb5\x2f\xfdxx"],
    ids=["empty", "zip", "gzip", "zstd"],
)
def test_a_foreign_file(tmp_path: Path, content: bytes) -> None:
    given = tmp_path / "foreign.tar.gz"
    given.write_bytes(content)
    with pytest.raises(BackupError) as caught:
        look(given)
    assert caught.value.code in ("foreign", "damaged")


def _with_items(small: Path, target: Path, lines: bytes) -> Path:
    """Write the same archive, with right checksums, and other rows in the table of items."""

    def change(info: tarfile.TarInfo, content: bytes) -> Member:
        if info.name == "manifest.json":
            given = json.loads(content)
            given["files"]["ledger/items.jsonl"] = {"size": len(lines), "sha256": hashlib.sha256(lines).hexdigest()}
            content = json.dumps(given).encode()
        yield info, lines if info.name == "ledger/items.jsonl" else content

    return _copied(small, target, change)


_ROW: Final = {"id": 1, "conversation": "1", "created_at": "2026-11-29T12:00:00+00:00"}


@pytest.mark.parametrize(
    "row",
    [
        {**_ROW, "no_such_column": 2},
        {**_ROW, "conversation": None},
        {**_ROW, "conversation": {"in": "another"}},
        {**_ROW, "created_at": 5},
        {**_ROW, "created_at": "tomorrow"},
        {**_ROW, "id": 10**30},
        [1, "1"],
    ],
    ids=["column", "empty", "nested", "number", "moment", "large", "list"],
)
def test_rows_that_do_not_fit_take_everything_back(small: Path, ledger_url: str, tmp_path: Path, row: object) -> None:
    """Right checksums, and a row that no table takes: nothing stays of it."""
    places = _empty(tmp_path / "new", ledger_url)
    with pytest.raises(BackupError) as caught:
        recover(_with_items(small, tmp_path / "changed.tar.gz", f"{json.dumps(row)}\n".encode()), places)
    assert caught.value.code == "rows"
    assert not files.versions(places.store) and files.current(places.store) is None
    assert not any(_rows(places.url).values())


def test_a_database_that_is_full_is_not_told_as_rows_that_do_not_fit(small: Path, tmp_path: Path) -> None:
    places = _empty(tmp_path / "new")
    with ledger_rows.one_moment(places.url):
        pass
    many = "".join(json.dumps({**_ROW, "id": number, "conversation": "x" * 20}) + "\n" for number in range(1, 2000))
    given = _with_items(small, tmp_path / "many.tar.gz", many.encode())

    def no_room(connection: Any, _: object) -> None:
        # SQLite makes the limit at least what the file has.
        connection.execute("PRAGMA max_page_count = 1")

    sa.event.listen(sa.Engine, "connect", no_room)
    try:
        with pytest.raises(LedgerUnavailableError) as caught:
            recover(given, places)
    finally:
        sa.event.remove(sa.Engine, "connect", no_room)
    assert caught.value.kind == "full"
    assert not files.versions(places.store) and not any(_rows(places.url).values())


def test_a_backup_of_an_earlier_schema_is_brought_along(small: Path, tmp_path: Path) -> None:
    def change(info: tarfile.TarInfo, content: bytes) -> Member:
        if info.name == "manifest.json":
            given = json.loads(content)
            given["revision"] = "0002"
            del given["files"]["ledger/ended_logins.jsonl"]
            content = json.dumps(given).encode()
        if info.name != "ledger/ended_logins.jsonl":
            yield info, content

    places = _empty(tmp_path / "new")
    recover(_copied(small, tmp_path / "old.tar.gz", change), places)
    with ledger_rows.one_moment(places.url) as connection:
        assert ledger_rows.revision(connection) > "0002"


def test_a_backup_of_a_later_version_is_refused(small: Path, tmp_path: Path) -> None:
    def change(info: tarfile.TarInfo, content: bytes) -> Member:
        if info.name == "manifest.json":
            given = json.loads(content)
            given["files"]["ledger/tomorrow.jsonl"] = given["files"]["ledger/items.jsonl"]
            content = json.dumps(given).encode()
        yield info, content
        if info.name == "ledger/items.jsonl":
            yield tarfile.TarInfo("ledger/tomorrow.jsonl"), content

    with pytest.raises(BackupError) as caught:
        recover(_copied(small, tmp_path / "later.tar.gz", change), _empty(tmp_path / "new"))
    assert caught.value.code == "newer"


@pytest.mark.parametrize("code", ["nl", "en"])
def test_the_commands(
    code: str, store_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(paths.LEDGER_VARIABLE, f"sqlite:///{tmp_path / 'a.sqlite'}")
    monkeypatch.setenv(paths.EDITIONS_VARIABLE, str(tmp_path / "editions"))
    target = str(tmp_path / "kept.tar.zst")
    assert main(["--store", str(store_folder), "backup", target, "--lang", code]) == 0
    assert main(["--store", str(store_folder), "backup", target, "--lang", code]) == 1
    assert main(["backup", str(tmp_path / "kept.zip"), "--lang", code]) == 1
    assert main(["recover", target, "--check", "--lang", code]) == 0
    monkeypatch.setenv(paths.LEDGER_VARIABLE, f"sqlite:///{tmp_path / 'b.sqlite'}")
    assert main(["--store", str(tmp_path / "new"), "recover", target, "--lang", code]) == 0
    assert main(["--store", str(tmp_path / "new"), "recover", target, "--lang", code]) == 1
    said = capsys.readouterr()
    assert len(said.err.splitlines()) == 3 and "Traceback" not in said.err
    assert files.current(tmp_path / "new") == files.current(store_folder)


def test_no_half_backup_where_the_disk_refuses(full: Places, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full_disk(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("kansenbeeld.operations.archive._add", full_disk)
    with pytest.raises(BackupError) as caught:
        backup(tmp_path / "kept.tar.gz", full)
    assert caught.value.code == "disk"
    assert not list(tmp_path.iterdir())


def test_no_sentence_holds_the_address_of_the_database(kept: Path, tmp_path: Path) -> None:
    places = _empty(tmp_path, "postgresql://someone:hidden@127.0.0.1:1/x")
    with pytest.raises(LedgerUnavailableError) as caught:
        recover(kept, places)
    assert "hidden" not in str(caught.value)
    assert not files.versions(places.store)


def test_sqlalchemy_knows_every_column(full: Places) -> None:
    with ledger_rows.one_moment(full.url) as connection:
        there = set(sa.inspect(connection).get_table_names()) - {"alembic_version", "sqlite_sequence"}
    assert there == set(ledger_rows.TABLES)


def test_a_build_that_is_at_work_ends_first(small: Path, tmp_path: Path) -> None:
    places = _empty(tmp_path / "new")
    places.store.mkdir(parents=True)
    said: queue.Queue[str] = queue.Queue()
    with ThreadPoolExecutor(1) as pool:
        with locking.building(places.store, said.put):
            done = pool.submit(recover, small, places, say=said.put)
            assert said.get(timeout=30) == places.store.name
            assert not files.versions(places.store) and not done.done()
        contents = done.result(timeout=30).contents
    assert files.current(places.store) == contents.pointed[0]
