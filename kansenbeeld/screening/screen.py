"""Run a file through every stage of screening, and write it in our form where nothing failed."""

from __future__ import annotations

import logging
import shutil
import tempfile
import traceback
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kansenbeeld.datasets.contracts import CONTRACTS
from kansenbeeld.datasets.descriptions import Description
from kansenbeeld.datasets.fields import Contract
from kansenbeeld.datasets.untrusted.limits import LIMITS, Limits
from kansenbeeld.screening.intake.names import safe_name
from kansenbeeld.screening.report import STAGES, Check, Place, Report, Stage

if TYPE_CHECKING:
    from kansenbeeld.store import Snapshot
    from kansenbeeld.store.scratch import Scratch

Progress = Callable[[float, str], None]
"""Is told the share that is done, 0 to 1, and the key of a sentence: ``screening.progress.<stage>``."""

LOG: Final = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Screened:
    """The outcome of screening one table.

    Attributes:
        report: all that was found.
        contract: what it was held against, or ``None`` where none could be told.
        table: the table in our form (CSV, UTF-8, commas, decimal points, the columns of the contract in its order);
            ``None`` where a check failed.
    """

    report: Report
    contract: Contract | None
    table: Path | None


def screen(
    path: Path,
    *,
    name: str = "",
    contract: str = "",
    work: Path,
    description: Description | None = None,
    previous: Snapshot | None = None,
    limits: Limits = LIMITS,
    progress: Progress | None = None,
) -> Screened:
    """Screen one file.

    Args:
        path: the file, of any kind that the intake can read.
        name: what the person calls it; the name of ``path`` when left out.
        contract: a key of ``CONTRACTS``; told by the header when left out.
        work: a folder in which the table is written as ``<contract>.csv``; made when it does not exist.
        description: what is said of the dataset; its metadata are checked when given.
        previous: the data version to compare with.
        limits: how large a file may be.
        progress: is told how far it is.

    Returns:
        The report and the table. A fault of ours is one check ``broke`` in it, never an exception.
    """
    called = name or path.name
    work.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=".screening.", dir=work))
    run = _Run(path, called, contract, aside, description, previous, limits, progress or (lambda share, key: None))
    try:
        run.all()
        report = Report(called, run.contract.name if run.contract else contract, run.rows, run.in_order())
        table = None
        if report.may_be_published and run.written is not None and run.contract is not None:
            table = run.written.replace(work / f"{run.contract.name}.csv")
        return Screened(report, run.contract, table)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


class _Run:
    """One file on its way: what was found so far."""

    def __init__(
        self,
        path: Path,
        called: str,
        contract: str,
        aside: Path,
        description: Description | None,
        previous: Snapshot | None,
        limits: Limits,
        progress: Progress,
    ) -> None:
        self.path, self.called, self.asked, self.aside = path, called, contract, aside
        self.description, self.previous, self.limits, self.progress = description, previous, limits, progress
        self.contract: Contract | None = CONTRACTS.get(contract)
        self.rows = 0
        self.written: Path | None = None
        self._checks: list[Check] = []
        self._stage: Stage = "file"

    def in_order(self) -> tuple[Check, ...]:
        """Return the checks in the order of the stages, and within a stage as they were found."""
        return tuple(sorted(self._checks, key=lambda check: STAGES.index(check.stage)))

    def all(self) -> None:
        """Run the stages; a fault of ours ends them with one check."""
        from kansenbeeld.store.scratch import Scratch

        try:
            with Scratch(self.aside) as scratch:
                self._stages(scratch)
        except Exception as error:  # noqa: BLE001
            # Whatever breaks on a file that nobody has looked at yet must reach the person as a sentence. The text of
            # an error may hold values of the file, which are nobody's business in a log: its class and place do.
            last = traceback.extract_tb(error.__traceback__)[-1]
            place = f"{Path(last.filename).name}:{last.lineno}"
            kind = type(error).__name__
            LOG.error("screening of %s broke at stage %s: %s in %s", safe_name(self.called), self._stage, kind, place)
            self._checks.append(Check(self._stage, "broke", "fail", Place(self.called)))

    def _stages(self, scratch: Scratch) -> None:
        from kansenbeeld.screening.checks import disclosure, header, keys, plausibility, references, table, totals
        from kansenbeeld.screening.intake import read

        self._begin("file")
        given, checks = read(self.path, self.called, scratch, self.limits)
        if not self._took(checks) or given is None:
            return self._metadata()
        self.rows = given.rows
        self._begin("header")
        matched, checks = header.match(given, self.asked)
        self.contract = matched.contract if matched else self.contract
        if not self._took(checks) or matched is None:
            return self._metadata()
        self._begin("types")
        typed, checks, sound = table.typed(given, matched, self._cohort_basis(matched.contract))
        fits = self._took(checks)
        self._begin("key")
        # A key of cells that could not be read would make doubles of rows that are none.
        fits = (not set(typed.contract.key) <= sound or self._took(keys.check(typed))) and fits
        if fits:
            self._begin("references")
            self._took(references.check(typed, self.previous, self.description))
            self._begin("totals")
            self._took(totals.check(typed, self.previous, self.description))
            self._begin("plausibility")
            self._took(plausibility.check(typed, self.previous, self.description))
            self._begin("disclosure")
            self._took(disclosure.check(typed, self.previous, self.description))
        self._metadata(plausibility.years(typed) if fits else ())
        if not any(check.result == "fail" for check in self._checks):
            self.written = table.write(typed, self.aside)
        return None

    def _cohort_basis(self, contract: Contract) -> str:
        """What the description says a cohort is counted by; empty where there is none."""
        tables = self.description.tables if self.description else ()
        return next((str(t.chips.get("cohort_basis", "")) for t in tables if t.contract == contract.name), "")

    def _metadata(self, years: tuple[tuple[int, int], ...] = ()) -> None:
        from kansenbeeld.screening.checks import metadata

        self._begin("metadata")
        self._took(metadata.check(self.called, self.contract, self.description, years))

    def _begin(self, stage: Stage) -> None:
        self._stage = stage
        self.progress(STAGES.index(stage) / len(STAGES), f"screening.progress.{stage}")

    def _took(self, checks: Iterable[Check]) -> bool:
        """Keep checks; whether none of them failed."""
        found = tuple(checks)
        self._checks += found
        return all(check.result != "fail" for check in found)
