"""The server around the pages: first build, warm start, outlines of maps, headers, one sentence per fault."""

from __future__ import annotations

import gc
import logging
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final

import anyio
import streamlit as st
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from kansenbeeld import findings, logs, measured, paths
from kansenbeeld.findings import Selection
from kansenbeeld.language import DEFAULT_LANGUAGE, LANGUAGES, language
from kansenbeeld.store import StoreError
from kansenbeeld.web import context, frame, health, metrics, server_logs, start, stopping, workshop
from kansenbeeld.web.access.returning import Returning
from kansenbeeld.web.access.settings import settings
from kansenbeeld.web.headers import PageHead
from kansenbeeld.web.request_ids import HEADER, RequestIds
from kansenbeeld.web.routes import about_site, deck, light
from kansenbeeld.web.uploads import Uploads, limit_uploads

SHELL: Final = str(paths.ROOT / "kansenbeeld" / "web" / "shell.py")
_LOG: Final = logging.getLogger(__name__)
_FOREVER: Final = {"Cache-Control": "public, max-age=31536000, immutable"}


@asynccontextmanager
async def lifespan(_: Any) -> AsyncIterator[dict[str, Any]]:
    """Build the store when it lacks what ``data/`` holds, and answer each question once before the first visitor.

    Raises:
        StoreError, DatasetError: there are no data to serve.
    """
    server_logs.set_up()
    metrics.of_this_process()
    try:
        paths.checked_address(paths.address_setting())
    except paths.AddressError as error:
        _LOG.error("phones are sent to the address of each request instead: %s", error)
    if settings().fault:
        _LOG.error("who may write: %s", settings().fault)
    limit_uploads()
    await anyio.to_thread.run_sync(start.ensure_store, paths.store_folder(), paths.data_folder())
    await anyio.to_thread.run_sync(_warm)
    # What is loaded by now stays for good; the collector needs not walk through it again (measured: decisions.md).
    gc.collect()
    gc.freeze()
    stopping.install(stopping.drain_seconds())
    yield {}
    workshop.WORKSHOP.close()


def _warm() -> None:
    snapshot = context.store().snapshot()
    for code in LANGUAGES:
        for question in findings.questions():
            # An older version, which stands in for a damaged one, may lack a table: its other pages can be shown.
            findings.answer_or_none(question, snapshot, Selection(), code)


def on_script_error(error: Exception) -> bool:
    """Show one sentence instead of a traceback; the traceback goes to the log, with the number of the sentence."""
    number = secrets.token_hex(4)
    kind = "store" if isinstance(error, StoreError) else "page"
    measured.note("error", kind, measured.FAILED)
    given = logs.fields(
        number=number,
        error=type(error).__name__,
        page=st.session_state.get(frame.ADDRESS) or frame.PAGES[0].address,
        request=st.context.headers.get(HEADER),
    )
    _LOG.error("a page failed", exc_info=error, extra=given)
    code = st.query_params.get("lang", DEFAULT_LANGUAGE)
    words = language(next((known for known in LANGUAGES if known == code), DEFAULT_LANGUAGE))
    if isinstance(error, StoreError):
        # The version comes from the address: only what can be a name is shown back.
        version = error.version if error.version.isalnum() else "?"
        st.error(words.text(f"error.store.{error.kind}", version=version[:20]))
    else:
        st.error(f"{words.text('error.page')} {words.text('error.number', number=number)}")
    return True


def geometry(request: Request) -> Response:
    """Serve the outlines of one map, as the map component reads them; they never change within a version."""
    try:
        snapshot = context.store().snapshot(request.path_params["version"])
        vintage, area_level = request.path_params["name"].split("-")
        body = context.geometry(snapshot, int(vintage), area_level)
    except (StoreError, ValueError):
        return JSONResponse({"error": "there is no such map in this data version"}, status_code=404)
    return Response(body, media_type="application/json", headers=_FOREVER)


ROUTES: Final = [
    Route("/geo/{version}/{name}.json", geometry, methods=["GET"]),
    deck.ROUTE,
    *light.ROUTES,
    metrics.ROUTE,
    *health.ROUTES,
    *about_site.ROUTES,
]
_OWN: Final = tuple(sorted({*(f"/{route.path.split('/')[1]}/" for route in ROUTES), *about_site.NOTES}))
MIDDLEWARE: Final = [Middleware(RequestIds), Middleware(PageHead, own=_OWN), Middleware(Returning), Middleware(Uploads)]
