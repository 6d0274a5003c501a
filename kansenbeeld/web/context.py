"""What pages get from the store, one object per process."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Final

from kansenbeeld import paths
from kansenbeeld.charts.map import geometry_json
from kansenbeeld.findings.areas import districts
from kansenbeeld.findings.outlines import outlines as outlines
from kansenbeeld.store import Snapshot, Store
from kansenbeeld.web.kept_programme import KeptProgramme

if TYPE_CHECKING:
    from kansenbeeld.conversations.ledger.audit import Audit
    from kansenbeeld.conversations.ledger.ended import EndedLogins
    from kansenbeeld.conversations.ledger.ledger import Ledger
    from kansenbeeld.datasets.programme import Programme

WHOLE_CITY: Final = "Amsterdam"
"""What the choice of district is called where it is none."""

_PROGRAMME: Final = KeptProgramme()


@functools.cache
def store() -> Store:
    """Return the store of this process."""
    return Store(paths.store_folder())


@functools.cache
def ledger() -> Ledger:
    """Return the ledger of this process.

    Raises:
        LedgerUnavailableError: its address is of no database that we know.
    """
    from kansenbeeld.conversations.ledger.ledger import Ledger

    return Ledger()


@functools.cache
def audit() -> Audit:
    """Return the audit log of this process; errors as :func:`ledger`."""
    from kansenbeeld.conversations.ledger.audit import Audit

    return Audit()


@functools.cache
def ended_logins() -> EndedLogins:
    """Return the log-ins that somebody left, of all processes; errors as :func:`ledger`."""
    from kansenbeeld.conversations.ledger.ended import EndedLogins

    return EndedLogins()


def version_names() -> tuple[str, ...]:
    """Return the names of the versions that can be opened, as ``Store.versions`` orders them.

    Each look opens every file of the store, so it is taken again only when something in the folder has another name.

    Raises:
        StoreError: there are no data.
    """
    here = store()
    try:
        changed = here.folder.stat().st_mtime_ns
    except OSError:
        changed = 0
    return _version_names(here, here.current_version(), here.stands_in, changed)


@functools.lru_cache(maxsize=4)
def _version_names(here: Store, _current: str, _stands_in: str, _changed: int) -> tuple[str, ...]:
    return tuple(info.version for info in here.versions())


def programme_now() -> tuple[Programme, bool]:
    """Return the conversations of now, also where figures are of then, and whether the ledger could be read.

    They are kept for some seconds, until this process writes in the ledger. Where the ledger does not answer they are
    what it gave last, or as the files have them: a room still sees its slides, and does not wait for them.

    Raises:
        StoreError: there are no data.
    """
    from kansenbeeld.conversations import programme
    from kansenbeeld.conversations.ledger.ledger import edits

    newest = store().snapshot()
    of_files = programme.programme(newest)
    # Read in another thread: a ledger that says nothing keeps that one waiting, and no visitor.
    return _PROGRAMME.get((newest, paths.ledger_url()), edits(), lambda: programme.current(newest, ledger()), of_files)


@functools.lru_cache(maxsize=16)
def geometry(snapshot: Snapshot, vintage: int, area_level: str) -> str:
    """Return the outlines of one level in the form that the map component loads; errors as :func:`outlines`."""
    return geometry_json(tuple(outlines(snapshot, vintage, area_level).values()))


def district_names(snapshot: Snapshot) -> dict[str, str]:
    """Return the districts a reader can choose, code to name, in order of name; Westpoort has no figures."""
    return {code: name for code, name in districts(snapshot).items() if code != "B"}


def district_of(snapshot: Snapshot, code: str, vintage: int = 2015) -> str:
    """Return the code of the district that an area lies in; a district lies in itself, others in none (``""``)."""
    parents = _parents(snapshot, vintage)
    return parents.get(code, "")


@functools.lru_cache(maxsize=16)
def _parents(snapshot: Snapshot, vintage: int) -> dict[str, str]:
    areas = snapshot.rows("areas", area_vintage=vintage, area_level="gebied")
    return {code: code for code in districts(snapshot, vintage)} | {
        row["area_code"]: row["parent_code"] for row in areas
    }
