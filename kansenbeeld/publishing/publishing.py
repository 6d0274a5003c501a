"""Publish editions of datasets, take them back, go back to an earlier step. A step is never taken out of the log."""

from __future__ import annotations

import contextlib
import datetime as dt
import logging
import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final

from kansenbeeld import measured, paths
from kansenbeeld.clock import now
from kansenbeeld.conversations import programme
from kansenbeeld.conversations.ledger.errors import LedgerUnavailableError
from kansenbeeld.conversations.ledger.ledger import Ledger
from kansenbeeld.datasets.packages import DatasetError
from kansenbeeld.datasets.programme import Programme
from kansenbeeld.language import DEFAULT_LANGUAGE, LanguageCode
from kansenbeeld.publishing import editions, leftovers
from kansenbeeld.publishing.changes import Proposal, changes, unanswered
from kansenbeeld.publishing.composed import composed
from kansenbeeld.publishing.doubles import refuse_doubles
from kansenbeeld.publishing.errors import PublishError
from kansenbeeld.publishing.publication import Action, Publication
from kansenbeeld.publishing.said import checked
from kansenbeeld.publishing.steps import Steps
from kansenbeeld.publishing.uncovering import refuse_uncovered
from kansenbeeld.store import Snapshot, Store, build, files
from kansenbeeld.store.progress import Progress

_LOG: Final = logging.getLogger(__name__)
_BUILDING: Final = threading.Lock()
"""A process builds one version at a time: two builds of the same one would write the same file aside."""


def _silent(line: str) -> None:
    """Say nothing of a step of a build."""


class Publishing:
    """The history of the datasets that are shown, and what adds to it.

    Every step is a row in the database of the ledger. Safe to share between threads, and between processes by that
    database. Every method raises ``LedgerUnavailableError`` where the database does not answer.
    """

    def __init__(
        self,
        url: str | None = None,
        *,
        editions: Path | None = None,
        store: Path | None = None,
        shipped: Path | None = None,
        clock: Callable[[], dt.datetime] = now,
    ) -> None:
        """Open the history.

        Args:
            url: address of the database; by default ``paths.ledger_url()``.
            editions: the folder of editions; by default ``paths.editions_folder()``.
            store: the store folder; by default ``paths.store_folder()``.
            shipped: the datasets that the product ships; by default ``paths.data_folder()``.
            clock: gives the moment of a step, with time zone.
        """
        self._url: Final = url or paths.ledger_url()
        self._steps: Final = Steps(self._url)
        self._editions: Final = editions or paths.editions_folder()
        self._store: Final = store or paths.store_folder()
        self._candidates: Final = self._store / "candidates"
        # Kept, so that what a version answers is kept as well.
        self._shown: Final = Store(self._store)
        self._aside: Final = Store(self._candidates)
        self._shipped: Final = shipped or paths.data_folder()
        self._clock: Final = clock

    def log(self) -> tuple[Publication, ...]:
        """Return every step, the first one first."""
        return self._steps.all()

    def current_step(self) -> int:
        """Return the number of the last step, 0 where nothing was published yet."""
        return _number(self._steps.last())

    def active(self) -> Mapping[str, str]:
        """Return dataset to edition, of all that is shown beside the datasets that the product ships."""
        return _active(self._steps.last())

    def close(self) -> None:
        """Let go of the connections to the database."""
        self._steps.close()

    @measured.watched("publication", "prepare")
    def prepare(self, folder: Path, *, code: LanguageCode = DEFAULT_LANGUAGE) -> Proposal:
        """Take a dataset in and build the data version that it would give; readers see nothing of it.

        Args:
            folder: the dataset: ``datapackage.json`` and its tables, in a folder named like it.
            code: the language of the headlines in what would change.

        Raises:
            PublishError: the dataset, or what it makes of the whole, is not as it should be.
        """
        edition = editions.take_in(folder, self._editions)
        self.clean()
        with _told():
            self._settle_or_mend()
        last = self._steps.last()
        active = _active(last)
        version = self._candidate({**active, edition.dataset: edition.name}, last)
        versions = self._shown.snapshot(), self._snapshot(version)
        refuse_uncovered(_datasets(versions[1]), versions[1], self._shown)
        known = self._programme(versions[0])
        _refuse_unanswered(versions, known)
        folders = self._store, self._folder_of(version)
        different = changes(versions, folders, edition.dataset, known, code)
        return Proposal(
            edition.dataset,
            edition.name,
            edition.checksum,
            _number(last),
            versions[0].version,
            version,
            different,
        )

    def shown(self) -> Snapshot:
        """Return what readers see, once they see the last step.

        Raises:
            PublishError: the data do not fit together.
            StoreError: nothing was built yet.
        """
        with _told():
            self._settle_or_mend()
        return self._shown.snapshot()

    def preview(self, proposal: Proposal) -> Snapshot:
        """Return the data version that a proposal would give, which no reader can reach.

        Raises:
            StoreError: it is not there any more; prepare again.
        """
        return self._snapshot(proposal.version)

    @measured.watched("publication", "publish")
    def publish(self, proposal: Proposal, *, who: str, why: str) -> Publication:
        """Make a proposal what readers see.

        Args:
            proposal: from :meth:`prepare`.
            who: name or address of the person.
            why: in the person's own words.

        Raises:
            PublishError: ``moved`` where somebody else took a step since :meth:`prepare`, of whom it tells; ``other``
                where the same proposal gives another data version by now; or as :meth:`prepare`.
        """
        said = checked(who, why)
        last = self._steps.last()
        self._refuse_moved(last, proposal.base)
        active = {**_active(last), proposal.dataset: proposal.edition}
        about = proposal.dataset, proposal.edition, proposal.checksum
        return self._take("publish", about, active, last, said, version=proposal.version)

    @measured.watched("publication", "take_back")
    def take_back(self, number: int, *, who: str, why: str, base: int | None = None) -> Publication:
        """Bring the dataset of a step back to what it was before that step; other datasets stay as they are.

        Args:
            number: the step with the publication that is taken back; its edition must be what is shown now.
            who: name or address of the person.
            why: in the person's own words.
            base: number of the last step that the person saw, where a later one must stop this.

        Raises:
            PublishError: there is no such step, it is no publication or is not what is shown now; or as
                :meth:`publish`.
        """
        log = self._steps.all()
        last = log[-1] if log else None
        said = checked(who, why)
        self._refuse_moved(last, base)
        step = _numbered(log, number)
        if step.action != "publish":
            raise PublishError("no_publication", number=number)
        active = dict(_active(last))
        if active.get(step.dataset) != step.edition:
            raise PublishError("not_shown", number=number, dataset=step.dataset)
        earlier = _active(log[number - 2] if number > 1 else None).get(step.dataset)
        if earlier is None:
            del active[step.dataset]
        else:
            active[step.dataset] = earlier
        return self._take("take_back", (step.dataset, step.edition, step.checksum), active, last, said)

    @measured.watched("publication", "restore")
    def restore(self, number: int, *, who: str, why: str, base: int | None = None) -> Publication:
        """Show exactly the editions that were shown after a step; 0 is what the product ships.

        Args:
            number: of the step.
            who: name or address of the person.
            why: in the person's own words.
            base: number of the last step that the person saw, where a later one must stop this.

        Raises:
            PublishError: there is no such step; or as :meth:`publish`.
        """
        log = self._steps.all()
        last = log[-1] if log else None
        said = checked(who, why)
        self._refuse_moved(last, base)
        active = _numbered(log, number).active if number else {}
        return self._take("restore", ("", "", ""), active, last, said)

    def settle(self, progress: Progress = _silent) -> None:
        """Make sure that readers see the last step: built when something is new, made current when it was not yet.

        A version that was built and then taken back by hand (``python -m kansenbeeld use``) stays taken back.

        Raises:
            DatasetError: the data do not fit together. The current version stays.
            PublishError: an active edition is gone or damaged. The current version stays.
        """
        self._show(progress, always=False)

    def clean(self) -> None:
        """Throw away what was prepared a day ago and never published, and what killed processes left."""
        leftovers.remove(self._store, self._editions)

    def _settle_or_mend(self) -> None:
        try:
            self.settle()
        except PublishError as error:
            # Where it is this dataset itself, another edition of it is the way out; else building says it again.
            if error.code not in editions.FAULTS:
                raise
            _LOG.warning("an active edition can't be read: %s", error)

    def rebuild(self, progress: Progress = _silent) -> build.BuildReport:
        """Build what is shipped with the active editions over it and make it current, whatever is current now.

        Raises:
            DatasetError, PublishError: as :meth:`settle`.
        """
        return self._show(progress, always=True)

    def _show(self, progress: Progress, *, always: bool) -> build.BuildReport:
        while True:
            last = self._steps.last()
            with self._composed(_active(last)) as data, _BUILDING:
                version = build.version_of(data)
                is_new = version not in files.versions(self._store)
                # Built by who prepared it: readers may see it now that the step is in the log.
                files.take_over(self._candidates, self._store, version)
                say = progress if is_new or always else _silent
                report = build.build(self._store, data, say, make_current=False)
            with self._steps.exclusive() as newest:
                if _number(newest) != _number(last):
                    continue
                moved = files.step(self._store) != _number(last)
                if always or is_new or moved or files.current(self._store) is None:
                    _switch(self._store, version, _number(last))
                    say(f"data version {version} is current")
            return report

    def _take(
        self,
        action: Action,
        about: tuple[str, str, str],
        active: Mapping[str, str],
        last: Publication | None,
        said: tuple[str, str],
        version: str = "",
    ) -> Publication:
        candidate = self._candidate(active, last)
        if version and candidate != version:
            raise PublishError("other", dataset=about[0])
        if not version and candidate not in files.versions(self._store) and files.current(self._store):
            # Editions that were never shown together; what was shown before was looked at then.
            versions = self._shown.snapshot(), self._snapshot(candidate)
            refuse_uncovered(_datasets(versions[1]), versions[1], self._shown)
            _refuse_unanswered(versions, self._programme(versions[0]))
        step = Publication(_number(last) + 1, self._clock(), *said, action, *about, dict(active), candidate)
        if not self._steps.add(step):
            self._refuse_moved(self._steps.last(), _number(last))
        try:
            self.settle()
        except (OSError, DatasetError, LedgerUnavailableError, PublishError) as error:
            # It is in the log: the next start, or the next step, finishes it.
            _LOG.exception("step %s is in the log and not shown yet", step.number)
            raise PublishError("not_shown_yet", number=step.number) from error
        return step

    def _candidate(self, active: Mapping[str, str], last: Publication | None) -> str:
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

    def _snapshot(self, version: str) -> Snapshot:
        return (self._shown if self._folder_of(version) == self._store else self._aside).snapshot(version)

    def _folder_of(self, version: str) -> Path:
        return self._store if files.version_file(self._store, version).is_file() else self._candidates

    def _composed(self, active: Mapping[str, str]) -> contextlib.AbstractContextManager[Path]:
        folders = {name: editions.found(self._editions, name, edition).folder for name, edition in active.items()}
        return composed(self._shipped, folders)

    def _programme(self, snapshot: Snapshot) -> Programme:
        ledger = Ledger(self._url)
        try:
            return programme.current(snapshot, ledger)
        finally:
            ledger.close()

    def _refuse_moved(self, last: Publication | None, base: int | None) -> None:
        if base is not None and last is not None and last.number != base:
            raise PublishError("moved", number=last.number, who=last.who, at=last.at)


def _datasets(snapshot: Snapshot) -> list[str]:
    """Return every dataset: shipped ones may be others than those of the last build, which was then refused."""
    return [str(row["dataset"]) for row in snapshot.rows("datasets")]


def _number(step: Publication | None) -> int:
    return 0 if step is None else step.number


def _active(step: Publication | None) -> Mapping[str, str]:
    return {} if step is None else step.active


def _numbered(log: tuple[Publication, ...], number: int) -> Publication:
    # Numbers have no gaps.
    if not 1 <= number <= len(log):
        raise PublishError("no_step", number=number)
    return log[number - 1]


def _refuse_unanswered(versions: tuple[Snapshot, Snapshot], known: Programme) -> None:
    if missing := unanswered(versions, known):
        raise PublishError("unanswered", question=missing[0].title, number=len(missing))


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
