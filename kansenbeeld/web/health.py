"""What a machine asks to know whether to send people here: ``/health/live`` and ``/health``."""

from __future__ import annotations

from typing import Final

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from kansenbeeld.store import StoreError
from kansenbeeld.web import context, stopping

LIVE: Final = "/health/live"
READY: Final = "/health"
_UNKEPT: Final = {"Cache-Control": "no-store"}


async def live(_: Request) -> Response:
    """Say that this process answers; nothing is asked of anything else."""
    return PlainTextResponse("ok", headers=_UNKEPT)


def ready(request: Request) -> Response:
    """Say whether people can be sent here: 200, or 503 while the process stops or where the store can't be read.

    The current version is looked up and asked a query each time. The ledger is asked no more than once in some
    seconds, and a silent one holds the answer up for a second at most; without it readers go on, so it stays 200.
    """
    del request  # Starlette hands it to every route.
    if stopping.is_stopping():
        return JSONResponse({"status": "stopping"}, 503, _UNKEPT)
    try:
        snapshot = context.store().snapshot()
        snapshot.rows("datasets")
        _programme, whole = context.programme_now()
    except StoreError as error:
        return JSONResponse({"status": "unready", "store": error.kind}, 503, _UNKEPT)
    answer = {
        "status": "ready",
        "version": snapshot.version,
        "retrieved": snapshot.info.data_date.isoformat(),
        "ledger": "answers" if whole else "silent, readers go on without it",
    }
    return JSONResponse(answer, headers=_UNKEPT)


ROUTES: Final = (Route(LIVE, live, methods=["GET"]), Route(READY, ready, methods=["GET"]))
