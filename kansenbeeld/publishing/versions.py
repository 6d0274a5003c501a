"""The data versions of the steps: built where no reader can reach them, and shown once their step is in the log."""

from __future__ import annotations

import contextlib
import logging
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from kansenbeeld.datasets.errors import DatasetError
from kansenbeeld.publishing import editions
from kansenbeeld.publishing.composed import composed
from kansenbeeld.publishing.doubles import refuse_doubles
from kansenbeeld.publishing.errors import PublishError
from kansenbeeld.publishing.publication import Publication, active_after, number_of
from kansenbeeld.publishing.steps import Steps
from kansenbeeld.store import Snapshot, Store, build, files
from kansenbeeld.store.progress import Progress

_LOG: Final = logging.getLogger(__name__)
_BUILDING: Final = threading.Lock()
"""A process builds one version at a time: two builds of the same one would write the same file aside."""


def silent(line: str) -> None:
    """Say nothing of a step of a build."""


class Versions:
    """What readers see, and what they would see. Safe to share between threads, and between processes by the log."""

    def __init__(self, steps: Steps, editions: Path, store: Path, shipped: Path) -> None:
        """Take the log of steps, and the folders of editions, of the store, and of the datasets that are shipped."""
        self._steps: Final = steps
        self._editions: Final = editions
        self._store: Final = store
        self._shipped: Final = shipped
        self._candidates: Final = store / "candidates"
        # Kept, so that what a version answers is kept as well.
        self.shown: Final = Store(store)
        """The store of readers."""
        self._aside: Final = Store(self._candidates)

    def settle(self, progress: Progress = silent) -> None:
        """Make sure that readers see the last step; errors as :meth:`rebuild`."""
        self._show(progress, always=False)

    def rebuild(self, progress: Progress) -> build.BuildReport:
        """Make what belongs to the last step current, whatever is current now.

        Raises:
            DatasetError: the data do not fit together. The current version stays.
            PublishError: an active edition is gone or damaged. The current version stays.
        """
        return self._show(progress, always=True)

    def settle_or_mend(self) -> None:
        """Make sure that readers see the last step, if its editions can be read.

        Raises:
            PublishError: the data do not fit together.
        """
        try:
            with _told():
                self.settle()
        except PublishError as error:
            # Where it is this dataset itself, another edition of it is the way out; else building says it again.
            if error.code not in editions.FAULTS:
                raise
            _LOG.warning("an active edition can't be read: %s", error)

    def candidate(self, active: Mapping[str, str], last: Publication | None) -> str:
        """Build what would be shown where readers can't reach it, and return its data version.

        Raises:
            PublishError: it does not fit together, or is what is shown already.
        """
        with _told(), self._composed(active) as data, _BUILDING:
            refuse_doubles(data)
            version = build.version_of(data)
            if not build.is_whole(files.version_file(self._store, version)):
                # Candidates are held against what readers can open, not against each other.
                build.build(self._candidates, data, make_current=False, compare=False)
        if version == files.current(self._store) and (last is None or version == last.version):
            raise PublishError("same", version=version)
        return version

    def snapshot(self, version: str) -> Snapshot:
        """Return a version, shown or still a candidate.

        Raises:
            StoreError: it is not there any more.
        """
        return (self.shown if self.folder_of(version) == self._store else self._aside).snapshot(version)

    def folder_of(self, version: str) -> Path:
        """Return the store folder with the file of a version: that of readers, else that of candidates."""
        return self._store if files.version_file(self._store, version).is_file() else self._candidates

    def _composed(self, active: Mapping[str, str]) -> contextlib.AbstractContextManager[Path]:
        folders = {name: editions.found(self._editions, name, edition).folder for name, edition in active.items()}
        return composed(self._shipped, folders)

    def _show(self, progress: Progress, *, always: bool) -> build.BuildReport:
        while True:
            last = self._steps.last()
            with self._composed(active_after(last)) as data, _BUILDING:
                version = build.version_of(data)
                is_new = version not in files.versions(self._store)
                # Built by who prepared it: readers may see it now that the step is in the log.
                files.take_over(self._candidates, self._store, version)
                say = progress if is_new or always else silent
                report = build.build(self._store, data, say, make_current=False)
            with self._steps.exclusive() as newest:
                if number_of(newest) != number_of(last):
                    continue
                moved = files.step(self._store) != number_of(last)
                if always or is_new or moved or files.current(self._store) is None:
                    _switch(self._store, version, number_of(last))
                    say(f"data version {version} is current")
            return report


@contextlib.contextmanager
def _told() -> Iterator[None]:
    """Tell what is wrong with the data as a refusal of the step."""
    try:
        yield
    except DatasetError as error:
        raise PublishError("refused", sentence=error) from error
    except (ValueError, LookupError) as error:
        # Each dataset is sound by itself, but what is made of them together has no place for this one.
        _LOG.exception("a candidate could not be built")
        raise PublishError("does_not_fit") from error


def _switch(store: Path, version: str, number: int) -> None:
    try:
        files.make_current(store, version)
        files.note_step(store, number)
    except OSError as error:
        _LOG.exception("data version %s could not be made current", version)
        raise PublishError("not_shown_yet", number=number) from error
