"""Publish editions of datasets, take them back, go back to an earlier step. A step is never taken out of the log."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Mapping
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
from kansenbeeld.publishing.errors import PublishError
from kansenbeeld.publishing.publication import Action, Publication, active_after, number_of
from kansenbeeld.publishing.said import checked
from kansenbeeld.publishing.steps import Steps
from kansenbeeld.publishing.uncovering import refuse_uncovered
from kansenbeeld.publishing.versions import Versions, silent
from kansenbeeld.store import Snapshot, build, files
from kansenbeeld.store.progress import Progress

_LOG: Final = logging.getLogger(__name__)


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
        self._versions: Final = Versions(self._steps, self._editions, self._store, shipped or paths.data_folder())
        self._clock: Final = clock

    def log(self) -> tuple[Publication, ...]:
        """Return every step, the first one first."""
        return self._steps.all()

    def current_step(self) -> int:
        """Return the number of the last step, 0 where nothing was published yet."""
        return number_of(self._steps.last())

    def active(self) -> Mapping[str, str]:
        """Return dataset to edition, of all that is shown beside the datasets that the product ships."""
        return active_after(self._steps.last())

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
        self._versions.settle_or_mend()
        last = self._steps.last()
        version = self._versions.candidate({**active_after(last), edition.dataset: edition.name}, last)
        versions = self._versions.shown.snapshot(), self._versions.snapshot(version)
        known = self._refuse_losses(versions)
        folders = self._store, self._versions.folder_of(version)
        different = changes(versions, folders, edition.dataset, known, code)
        return Proposal(
            edition.dataset,
            edition.name,
            edition.checksum,
            number_of(last),
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
        self._versions.settle_or_mend()
        return self._versions.shown.snapshot()

    def preview(self, proposal: Proposal) -> Snapshot:
        """Return the data version that a proposal would give, which no reader can reach.

        Raises:
            StoreError: it is not there any more; prepare again.
        """
        return self._versions.snapshot(proposal.version)

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
        active = {**active_after(last), proposal.dataset: proposal.edition}
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
        active = dict(active_after(last))
        if active.get(step.dataset) != step.edition:
            raise PublishError("not_shown", number=number, dataset=step.dataset)
        earlier = active_after(log[number - 2] if number > 1 else None).get(step.dataset)
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

    def settle(self, progress: Progress = silent) -> None:
        """Make sure that readers see the last step: built when something is new, made current when it was not yet.

        A version that was built and then taken back by hand (``python -m kansenbeeld use``) stays taken back.

        Raises:
            DatasetError: the data do not fit together. The current version stays.
            PublishError: an active edition is gone or damaged. The current version stays.
        """
        self._versions.settle(progress)

    def clean(self) -> None:
        """Throw away what was prepared a day ago and never published, and what killed processes left."""
        leftovers.remove(self._store, self._editions)

    def rebuild(self, progress: Progress = silent) -> build.BuildReport:
        """Build what is shipped with the active editions over it and make it current, whatever is current now.

        Raises:
            DatasetError, PublishError: as :meth:`settle`.
        """
        return self._versions.rebuild(progress)

    def _take(
        self,
        action: Action,
        about: tuple[str, str, str],
        active: Mapping[str, str],
        last: Publication | None,
        said: tuple[str, str],
        version: str = "",
    ) -> Publication:
        candidate = self._versions.candidate(active, last)
        if version and candidate != version:
            raise PublishError("other", dataset=about[0])
        if not version and candidate not in files.versions(self._store) and files.current(self._store):
            # Editions that were never shown together; what was shown before was looked at then.
            self._refuse_losses((self._versions.shown.snapshot(), self._versions.snapshot(candidate)))
        step = Publication(number_of(last) + 1, self._clock(), *said, action, *about, dict(active), candidate)
        if not self._steps.add(step):
            self._refuse_moved(self._steps.last(), number_of(last))
        try:
            self.settle()
        except (OSError, DatasetError, LedgerUnavailableError, PublishError) as error:
            # It is in the log: the next start, or the next step, finishes it.
            _LOG.exception("step %s is in the log and not shown yet", step.number)
            raise PublishError("not_shown_yet", number=step.number) from error
        return step

    def _refuse_losses(self, versions: tuple[Snapshot, Snapshot]) -> Programme:
        """Refuse a later version that uncovers what others hide, or leaves a question unanswered.

        Returns:
            The conversations by which that was judged.

        Raises:
            PublishError: it does.
        """
        refuse_uncovered(_datasets(versions[1]), versions[1], self._versions.shown)
        known = self._programme(versions[0])
        _refuse_unanswered(versions, known)
        return known

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


def _numbered(log: tuple[Publication, ...], number: int) -> Publication:
    # Numbers have no gaps.
    if not 1 <= number <= len(log):
        raise PublishError("no_step", number=number)
    return log[number - 1]


def _refuse_unanswered(versions: tuple[Snapshot, Snapshot], known: Programme) -> None:
    if missing := unanswered(versions, known):
        raise PublishError("unanswered", question=missing[0].title, number=len(missing))
