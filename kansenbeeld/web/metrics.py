"""What this process did, for Prometheus, at ``/metrics``; only for this machine, or with a token.

Every label is from a closed list (pages, queries and kinds that exist), so that no visitor can make series.
"""

from __future__ import annotations

import functools
import hmac
import os
from collections.abc import Iterator, Mapping
from typing import Final

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Histogram,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from kansenbeeld import measured, paths
from kansenbeeld.store import StoreError, queries
from kansenbeeld.web import context
from kansenbeeld.web.access.machine import is_at_the_machine
from kansenbeeld.web.frame import PAGES

# When a series began is noise: every series of a process begins with the process.
disable_created_metrics()  # type: ignore[no-untyped-call]

ADDRESS: Final = "/metrics"
TOKEN_VARIABLE: Final = "KANSENBEELD_METRICS_TOKEN"
OTHER: Final = "other"
"""The label of a name that is not on the list."""

_QUICK: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)
_PAGE: Final = (0.025, 0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4)
_LONG: Final = (0.1, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0, 1800.0)
_OUTCOMES: Final = (measured.DONE, measured.FAILED)
_KINDS: Final[Mapping[measured.Kind, tuple[str, tuple[float, ...], str]]] = {
    "page": ("kansenbeeld_page_seconds", _PAGE, "Time that the server took for a run of a page."),
    "query": ("kansenbeeld_query_seconds", _QUICK, "Time of a named query on the store."),
    "build": ("kansenbeeld_build_seconds", _LONG, "Time of a build of a data version."),
    "publication": ("kansenbeeld_publication_seconds", _LONG, "Time of a step of publishing datasets."),
    "made": ("kansenbeeld_made_seconds", _LONG, "Time to make a deck, pack, letter, picture or PDF."),
    "ledger": ("kansenbeeld_ledger_seconds", _QUICK, "Time of a transaction on the database of the ledger."),
}
"""Kinds that take time: the histogram, its buckets in seconds, and what it says."""

_NAMES: Final[Mapping[measured.Kind, tuple[str, ...]]] = {
    "page": tuple(dict.fromkeys(entry.name for entry in PAGES)),
    "query": queries.names(paths.QUERIES),
    "build": ("store",),
    "publication": ("prepare", "publish", "take_back", "restore"),
    "made": ("deck", "pack", "letter", "picture", "pdf"),
    "ledger": ("read", "write"),
    "upload": ("not_allowed", "too_large", "no_file"),
    # A page says itself that the ledger is away; kansenbeeld_ledger_seconds counts those, with the outcome "failed".
    "error": ("page", "store", "request"),
}


class Metrics:
    """The counters of one process, and the listener that fills them."""

    def __init__(self) -> None:
        """Make the counters in a registry of their own; nothing is counted before :meth:`heard` is a listener."""
        self.registry: Final = CollectorRegistry()
        self._timed: Final = {
            kind: Histogram(name, text, ("name", "outcome"), buckets=buckets, registry=self.registry)
            for kind, (name, buckets, text) in _KINDS.items()
        }
        self._counted: Final = {
            "error": Counter(
                "kansenbeeld_errors", "Errors that a visitor saw a sentence for.", ("name",), registry=self.registry
            ),
            "upload": Counter(
                "kansenbeeld_uploads_refused",
                "Uploads that were refused.",
                ("name",),
                registry=self.registry,
            ),
        }
        # Looking a series up by its labels takes longer than counting: each is looked up once.
        self._series: Final[dict[tuple[measured.Kind, str, str], Histogram | Counter]] = {}
        self.registry.register(_Now())
        ProcessCollector(registry=self.registry)
        # Series are there from the start, so that a first error is a rise and not a new series.
        for name in _NAMES["error"]:
            self._find("error", name, measured.FAILED)

    def heard(self, kind: measured.Kind, name: str, outcome: str, seconds: float) -> None:
        """Count one event; see ``measured.Listener``."""
        series = self._series.get((kind, name, outcome)) or self._find(kind, name, outcome)
        if isinstance(series, Histogram):
            series.observe(seconds)
        else:
            series.inc()

    def _find(self, kind: measured.Kind, name: str, outcome: str) -> Histogram | Counter:
        if name not in _NAMES[kind]:
            # Not kept under its own name, or the names would fill the memory.
            return self._find(kind, OTHER, outcome) if name != OTHER else self._labelled(kind, OTHER, outcome)
        return self._series.setdefault((kind, name, outcome), self._labelled(kind, name, outcome))

    def _labelled(self, kind: measured.Kind, name: str, outcome: str) -> Histogram | Counter:
        if kind in self._counted:
            return self._counted[kind].labels(name)
        return self._timed[kind].labels(name, outcome if outcome in _OUTCOMES else measured.FAILED)


class _Now(Collector):
    """What is so at the moment of asking: people connected, and the data version."""

    def collect(self) -> Iterator[Metric]:
        """Give the gauges."""
        yield GaugeMetricFamily("kansenbeeld_sessions", "Browsers that are connected to this process.", _sessions())
        info = InfoMetricFamily("kansenbeeld_data", "The data version that this process shows.")
        up = GaugeMetricFamily("kansenbeeld_store_readable", "1 where the current data version can be opened, else 0.")
        try:
            current = context.store().snapshot().info
        except StoreError:
            up.add_metric([], 0)
        else:
            info.add_metric([], {"version": current.version, "retrieved": current.data_date.isoformat()})
            # What readers see then is an earlier version: they have figures, and somebody has work to do.
            up.add_metric([], 0 if context.store().stands_in == "older" else 1)
        yield info
        yield up

    def describe(self) -> Iterator[Metric]:
        """Say the names without asking the store."""
        yield GaugeMetricFamily("kansenbeeld_sessions", "")
        yield InfoMetricFamily("kansenbeeld_data", "")
        yield GaugeMetricFamily("kansenbeeld_store_readable", "")


def _sessions() -> int:
    from streamlit.runtime import Runtime, exists
    from streamlit.runtime.stats import ACTIVE_SESSIONS_FAMILY, GaugeStat

    if not exists():
        return 0
    found = Runtime.instance().stats_mgr.get_stats(family_names=[ACTIVE_SESSIONS_FAMILY])
    return sum(stat.value for stats in found.values() for stat in stats if isinstance(stat, GaugeStat))


@functools.cache
def of_this_process() -> Metrics:
    """Return the metrics of this process, which hear of everything from the first call on."""
    metrics = Metrics()
    measured.listen(metrics.heard)
    return metrics


def may_read(ip: str | None, headers: Mapping[str, str], token: str) -> bool:
    """Whether a request may read the metrics: from this machine itself, or with the token where one is set."""
    given = headers.get("authorization", "")
    if token and hmac.compare_digest(given.encode("utf-8"), f"Bearer {token}".encode()):
        return True
    return ip is not None and is_at_the_machine(ip, headers)


def metrics(request: Request) -> Response:
    """Serve the metrics in the text format of Prometheus; 404 for who may not read them."""
    ip = request.client.host if request.client is not None else None
    if not may_read(ip, request.headers, (os.environ.get(TOKEN_VARIABLE) or "").strip()):
        return PlainTextResponse("Not Found", 404, {"Cache-Control": "no-store"})
    text = generate_latest(of_this_process().registry)
    return Response(text, headers={"Content-Type": CONTENT_TYPE_PLAIN_0_0_4, "Cache-Control": "no-store"})


ROUTE: Final = Route(ADDRESS, metrics, methods=["GET"])
