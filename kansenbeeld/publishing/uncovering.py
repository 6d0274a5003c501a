"""Refuse to publish counts that, held against those of another data version, give away what one of the two hides.

Each version is protected by itself. Who has two versions of nearly the same pupils sees in one what the other hides, so
that all versions that can be opened are audited together (METHOD 3.4). How is said in ``store/uncovering.py``, which a
build goes by as well.
"""

from __future__ import annotations

from collections.abc import Collection

from kansenbeeld.publishing.errors import PublishError
from kansenbeeld.store import Snapshot, Store, uncovering


def refuse_uncovered(datasets: Collection[str], candidate: Snapshot, store: Store) -> None:
    """Refuse a version of raw counts that another version uncovers, or that uncovers another.

    Args:
        datasets: those to hold against other versions.
        candidate: the version that would be shown.
        store: the versions that readers can open.

    Raises:
        PublishError: ``uncovers``: a number of cells that one of the two hides and the other shows; ``overlaps``: a
            window of cohorts shares some of its cohorts with another, so that their difference is single cohorts
            (METHOD 3.5).
    """
    mine = uncovering.of_snapshot(candidate, datasets)
    # Without protected counts no version needs to be opened.
    for info in store.versions() if mine else ():
        found = uncovering.fault(mine, store.snapshot(info.version))
        if found is None:
            continue
        about = {"dataset": found.dataset, "version": info.version}
        if found.overlapped:
            raise PublishError("overlaps", window=found.window, other=found.overlapped, **about)
        raise PublishError("uncovers", cells=found.cells, **about)
