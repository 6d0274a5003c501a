"""The log-in that a request brings along in Streamlit's signed cookie."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any


def claims_of(cookies: Mapping[str, str]) -> dict[str, Any]:
    """Return the claims of a log-in, empty without one or where the signature is not ours.

    Streamlit gives pages the claims of the connection that they are drawn for; plain requests are read here.

    Args:
        cookies: of the request, by name.
    """
    from streamlit.auth_util import get_cookie_with_chunks
    from streamlit.web.server.server_util import get_cookie_secret
    from streamlit.web.server.starlette.starlette_app_utils import decode_signed_value
    from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

    secret = get_cookie_secret()
    if not secret:
        return {}

    def one(name: str) -> bytes | None:
        return decode_signed_value(secret, name, cookies.get(name, ""))

    try:
        found = json.loads(get_cookie_with_chunks(one, USER_COOKIE_NAME) or b"{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
