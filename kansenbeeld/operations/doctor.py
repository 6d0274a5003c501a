"""Is all well? One line per thing that the product needs, with what to do where something is wrong."""

from __future__ import annotations

import contextlib
import importlib.metadata
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Literal

from sqlalchemy import exc

from kansenbeeld import clock, paths
from kansenbeeld.conversations.ledger.errors import LedgerUnavailableError, Unavailable
from kansenbeeld.conversations.ledger.transactions import of_the_disk
from kansenbeeld.datasets.errors import DatasetError
from kansenbeeld.language import Language
from kansenbeeld.operations.backup import Places
from kansenbeeld.publishing import editions, leftovers
from kansenbeeld.publishing.errors import PublishError

State = Literal["ok", "warning", "fail"]
STATES: Final[tuple[State, ...]] = ("ok", "warning", "fail")
"""From well to wrong; the exit status of the command is the place of the worst."""

_LOW_BYTES: Final = 2_000_000_000
_NO_BYTES: Final = 200_000_000
_MANY: Final = 20
_FONTS: Final = ("Arial", "Liberation Sans")
"""The letters of pictures and PDFs: the first where it is there, else the one of the same width."""

_ADVICE: Final[dict[Unavailable, str]] = {
    "gone": "database",
    "address": "database",
    "newer": "database_newer",
    "full": "database_full",
    "closed": "database_closed",
}
"""What to do about a database, by what is wrong with it."""

_SECONDS: Final = 5.0


@dataclass(frozen=True, slots=True)
class Line:
    """What was looked at.

    Attributes:
        check: its name; ``operations.doctor.name.<check>`` in the catalogue.
        state: how it is.
        said: ``operations.doctor.<check>.<said>`` is the value in words.
        values: what that text names.
        advice: ``operations.doctor.advice.<advice>`` is what to do; empty where all is well.
    """

    check: str
    state: State
    said: str
    values: dict[str, Any] = field(default_factory=dict)
    advice: str = ""

    def value(self, words: Language) -> str:
        """Return what was found, in words."""
        return words.text(f"operations.doctor.{self.check}.{self.said}", **self.values)

    def what_to_do(self, words: Language) -> str:
        """Return what to do, empty where there is nothing."""
        return words.text(f"operations.doctor.advice.{self.advice}") if self.advice else ""


def look(places: Places, *, sources: bool = False) -> tuple[Line, ...]:
    """Look at everything; nothing is changed, save that the tables of the ledger are brought up to date.

    Args:
        places: where everything lies.
        sources: also ask the publishers whether they answer, all at the same time.
    """
    checks: list[Callable[[Places], Line]] = [
        _versions, _settings, _store, _leftovers, _data, _database, _clock, _editions, _browser, _fonts, _disk, _engine,
    ]  # fmt: skip
    return tuple(_safely(check, places) for check in [*checks, *([_sources] if sources else [])])


def _safely(check: Callable[[Places], Line], places: Places) -> Line:
    try:
        return check(places)
    except Exception as error:  # noqa: BLE001  # A doctor that falls over the illness is of no use.
        return Line(check.__name__.lstrip("_"), "fail", "broke", {"error": type(error).__name__}, "broke")


def _versions(_: Places) -> Line:
    """Whether what is installed is what requirements.txt asks for."""
    from packaging.requirements import Requirement

    wrong, count = [], 0
    for line in (paths.ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines():
        text = line.split("#")[0].strip()
        if not text or text.startswith("-"):
            continue
        wanted, count = Requirement(text), count + 1
        try:
            if not wanted.specifier.contains(importlib.metadata.version(wanted.name), prereleases=True):
                wrong.append(wanted.name)
        except importlib.metadata.PackageNotFoundError:
            wrong.append(wanted.name)
    python = ".".join(map(str, sys.version_info[:3]))
    if wrong or sys.version_info < (3, 11):
        return Line("versions", "fail", "wrong", {"python": python, "names": ", ".join(wrong)}, "versions")
    return Line("versions", "ok", "right", {"python": python, "count": count})


def _settings(_: Places) -> Line:
    from kansenbeeld.web import access
    from kansenbeeld.web.access.settings import settings

    _read_secrets_as_the_server()
    try:
        paths.checked_address(paths.address_setting())
    except paths.AddressError:
        return Line("settings", "warning", "address", {}, "address")
    found = settings()
    if found.fault:
        return Line("settings", "fail", "login", {}, "login")
    if found.login == "none" and not access.is_on(found):
        return Line("settings", "ok", "nobody_writes")
    return Line("settings", "ok", "with_login" if found.login == "ready" else "without_login")


def _read_secrets_as_the_server() -> None:
    """Give Streamlit the files of secrets that a variable names: by itself only ``streamlit run`` reads it."""
    from streamlit import config

    # Several are told apart by spaces, as the command does.
    if files := os.environ.get("STREAMLIT_SECRETS_FILES", "").split():
        config.set_option("secrets.files", files)


def _store(places: Places) -> Line:
    from kansenbeeld.store import build, files

    pointed, there = files.pointed(places.store), files.versions(places.store)
    if not pointed:
        return Line("store", "fail", "empty", {}, "build")
    version = pointed[0]
    path = files.version_file(places.store, version)
    if not files.intact(places.store, version) or not build.is_whole(path):
        return Line("store", "fail", "damaged", {"version": version}, "damaged")
    bad = [name for name in there if not files.intact(places.store, name)]
    if bad:
        return Line("store", "warning", "older_damaged", {"version": version, "count": len(bad)}, "older_damaged")
    size = sum(files.version_file(places.store, name).stat().st_size for name in there)
    return Line("store", "ok", "whole", {"version": version, "count": len(there), "size": _megabytes(size)})


def _leftovers(places: Places) -> Line:
    """How much lies about of work that was broken off or set aside; ``publishing.leftovers`` removes the former."""
    in_store = ("*.tmp", "*.tmp.*", "*.damaged*", "private/*.tmp", "candidates/kansenbeeld-*.duckdb", "replaced-*")
    in_editions = (".*", "*/*.damaged-*", "replaced-*")
    found = {path for pattern in (*in_store, f"{leftovers.RECOVERY}*") for path in places.store.glob(pattern)}
    found |= {path for pattern in in_editions for path in places.editions.glob(pattern)}
    if not found:
        return Line("leftovers", "ok", "none")
    values = {"count": len(found)}
    if len(found) < _MANY:
        return Line("leftovers", "ok", "some", values)
    return Line("leftovers", "warning", "some", values, "leftovers")


def _data(places: Places) -> Line:
    """Whether what is shown is what the datasets on disk, with what was published, give."""
    from kansenbeeld.publishing.composed import composed
    from kansenbeeld.publishing.steps import Steps
    from kansenbeeld.store import build, files

    try:
        with contextlib.closing(Steps(places.url)) as steps:
            last = steps.last()
    except LedgerUnavailableError as error:
        return Line("data", "warning", "unknown", {}, _ADVICE[error.kind])
    try:
        active = {} if last is None else dict(last.active)
        folders = {name: editions.found(places.editions, name, one).folder for name, one in active.items()}
        with composed(paths.data_folder(), folders) as folder:
            version = build.version_of(folder)
    except (DatasetError, PublishError):
        return Line("data", "fail", "broken", {}, "data_broken")
    if version == files.current(places.store):
        return Line("data", "ok", "same", {"count": len(active)})
    # Not wrong in itself: somebody may have gone back by hand.
    return Line("data", "warning", "built" if version in files.versions(places.store) else "new", {}, "data_other")


def _database(places: Places) -> Line:
    import sqlalchemy as sa

    from kansenbeeld.operations import ledger_rows

    try:
        with ledger_rows.one_moment(places.url) as connection:
            kind, rows = connection.dialect.name, ledger_rows.count(connection)
            revision = ledger_rows.revision(connection)
            size = (
                connection.execute(sa.select(sa.func.pg_database_size(sa.func.current_database()))).scalar_one()
                if kind == "postgresql"
                else Path(str(connection.engine.url.database)).stat().st_size
            )
        # One that may only be read answers all of the above.
        ledger_rows.try_to_write(places.url)
    except LedgerUnavailableError as error:
        return Line("database", "fail", error.kind, {}, _ADVICE[error.kind])
    except (exc.SQLAlchemyError, OSError) as error:
        kind_of_fault = of_the_disk(error) or "gone"
        return Line("database", "fail", kind_of_fault, {}, _ADVICE[kind_of_fault])
    values = {"kind": kind, "rows": rows, "revision": revision, "size": _megabytes(int(size))}
    return Line("database", "ok", "answers", values)


def _clock(places: Places) -> Line:
    """Whether the clock is not behind what the audit log says has happened."""
    from kansenbeeld.conversations.ledger.audit import Audit

    now = clock.now()
    values = {"offset": f"{now.astimezone():%z}", "at": f"{now:%Y-%m-%d %H:%M}"}
    try:
        with contextlib.closing(Audit(places.url)) as audit:
            newest = max((entry.at for entry in audit.entries(20)), default=now)
    except LedgerUnavailableError:
        return Line("clock", "ok", "alone", values)
    behind = (newest - now).total_seconds()
    return Line("clock", "warning", "behind", values, "clock") if behind > 60 else Line("clock", "ok", "right", values)


def _editions(places: Places) -> Line:
    listed = editions.listed(places.editions)
    bad = []
    for dataset, edition in listed:
        try:
            editions.found(places.editions, dataset, edition)
        except PublishError:
            bad.append(dataset)
    if bad:
        return Line(
            "editions", "fail", "damaged", {"count": len(bad), "names": ", ".join(sorted(set(bad)))}, "editions"
        )
    return Line("editions", "ok", "whole", {"count": len(listed)})


def _browser(_: Places) -> Line:
    from kansenbeeld.exports import images

    found = images.browser()
    return Line("browser", "warning", "none", {}, "browser") if found is None else Line("browser", "ok", "there")


def _fonts(_: Places) -> Line:
    program = shutil.which("fc-list")
    if program is None:
        return Line("fonts", "warning", "unknown", {}, "fonts")
    listed = subprocess.run([program, ":", "family"], capture_output=True, text=True, timeout=20, check=False).stdout
    families = {name.strip() for line in listed.splitlines() for name in line.split(",")}
    found = next((name for name in _FONTS if name in families), None)
    return (
        Line("fonts", "warning", "none", {}, "fonts")
        if found is None
        else Line("fonts", "ok", "there", {"name": found})
    )


def _disk(places: Places) -> Line:
    folders = [places.store, places.editions, *_ledger_folder(places.url)]
    closed = [folder.name for folder in folders if not os.access(_that_exists(folder), os.W_OK)]
    if closed:
        return Line("disk", "fail", "closed", {"folders": ", ".join(closed)}, "closed")
    free = min(shutil.disk_usage(_that_exists(folder)).free for folder in folders)
    values = {"free": _megabytes(free)}
    if free < _NO_BYTES:
        return Line("disk", "fail", "free", values, "disk")
    return Line("disk", "warning", "free", values, "disk") if free < _LOW_BYTES else Line("disk", "ok", "free", values)


def _engine(_: Places) -> Line:
    from kansenbeeld.store.engines.engine import ENGINE_VARIABLE

    name = (os.environ.get(ENGINE_VARIABLE) or "duckdb").strip().lower()
    if name == "duckdb":
        return Line("engine", "ok", "duckdb")
    if name != "spark":
        return Line("engine", "fail", "unknown", {}, "engine_unknown")
    try:
        version = importlib.metadata.version("pyspark")
    except importlib.metadata.PackageNotFoundError:
        version = ""
    home = os.environ.get("JAVA_HOME")
    java = shutil.which("java", path=str(Path(home) / "bin")) if home else shutil.which("java")
    if not version or java is None:
        return Line("engine", "fail", "no_spark", {}, "engine")
    return Line("engine", "ok", "spark", {"version": version})


def _sources(_: Places) -> Line:
    import requests

    from kansenbeeld.sources.registry import all_sources
    from kansenbeeld.sources.source import Source

    asked = [source for source in all_sources().values() if source.base]

    def answers(source: Source) -> bool:
        base = os.environ.get(f"KANSENBEELD_SOURCE_{source.name.upper()}") or source.base
        try:
            # Any answer will do: a base by itself is no page.
            requests.head(base, timeout=_SECONDS, allow_redirects=False)
        except (requests.RequestException, ValueError):
            return False
        return True

    with ThreadPoolExecutor(max_workers=len(asked)) as pool:
        silent = [source.name for source, is_there in zip(asked, pool.map(answers, asked), strict=True) if not is_there]
    if len(silent) == len(asked):
        return Line("sources", "warning", "none", {}, "network")
    if silent:
        return Line("sources", "warning", "some", {"names": ", ".join(silent)}, "sources")
    return Line("sources", "ok", "all", {"count": len(asked)})


def _ledger_folder(url: str) -> Iterator[Path]:
    found = re.fullmatch(r"sqlite(?:\+pysqlite)?:///(.+)", url)
    if found:
        yield Path(found[1]).parent


def _that_exists(folder: Path) -> Path:
    return next((one for one in (folder, *folder.parents) if one.is_dir()), Path("/"))


def _megabytes(size: int) -> str:
    return f"{size / 1e9:.1f} GB" if size >= 1e9 else f"{size / 1e6:.1f} MB"
