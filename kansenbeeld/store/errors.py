"""What the store refuses, as one sentence for the person who asked."""

from __future__ import annotations

from typing import Final, Literal

from kansenbeeld.datasets.errors import DatasetError

StoreFault = Literal["empty", "unknown", "unreadable", "incomplete", "damaged"]


class StoreError(Exception):
    """The store, or a version of it, can't be opened; the text is one sentence for the person who asked.

    ``kind`` is ``empty`` (nothing was built), ``unknown`` (no such version), ``unreadable`` (it can't be opened),
    ``damaged`` (its file was changed while it was open; asked again, the store gives another version), or
    ``incomplete`` (an older version without a table that a query asks); a page looks its own sentence up by it.
    """

    def __init__(self, kind: StoreFault, sentence: str, version: str = "") -> None:
        """Take the kind, the English sentence, and the version that it is about."""
        super().__init__(sentence)
        self.kind: Final = kind
        self.version: Final = version


def unreadable(version: str) -> StoreError:
    """Return what there is to say of a version whose file can't be opened."""
    return StoreError(
        "unreadable",
        f"Data version {version} can't be opened; build it again with: python -m kansenbeeld build",
        version,
    )


class BuildError(DatasetError):
    """Data that are sound by themselves but may not leave, or do not fit together; the text is one sentence."""


class ScratchError(Exception):
    """A file or a question that the database could not take.

    Attributes:
        code: ``ragged`` (details ``cells``, ``columns``), ``unclosed_quote``, ``stray_quote``, ``nul``,
            ``not_utf8``, ``cell_too_long``, ``nested`` (detail ``column``),
            ``too_many_rows``, ``broken``, ``memory`` or ``query``.
        row: as a spreadsheet counts, where one row is at fault.
        details: values that belong to the code.
    """

    def __init__(self, code: str, row: int | None = None, **details: object) -> None:
        super().__init__(f"{code} in row {row}" if row else code, *details.values())
        self.code = code
        self.row = row
        self.details = details
