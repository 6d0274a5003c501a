"""The app with a log-in: a real OpenID provider on this machine, and people that it knows."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from oidc_provider_mock import User, run_server_in_thread
from serving import free_port, serving

PEOPLE: Final[Mapping[str, Mapping[str, Any]]] = {
    "editor": {"email": "editor@stad.example", "email_verified": True, "roles": ["editor"]},
    "analyst": {"email": "analyst@stad.example", "email_verified": True, "roles": "analyst"},
    "listed": {"email": "Listed@Stad.example", "email_verified": True},
    "unverified": {"email": "listed@stad.example", "email_verified": False},
    "reader": {"email": "reader@stad.example", "email_verified": True, "roles": ["reader"]},
}
"""Claims by number at the provider; ``listed`` is in a list of addresses."""

VARIABLES: Final = {"KANSENBEELD_EDITORS": "listed@stad.example"}


@contextmanager
def with_login(folder: Path, *, hold: timedelta = timedelta(hours=1), **variables: str) -> Iterator[str]:
    """Start provider and app; give the address of the app.

    Args:
        folder: for secrets, log, and what the variables place nowhere else.
        hold: for how long a log-in holds.
        variables: of the environment of the app.
    """
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    users = [User(sub=number, claims=dict(claims)) for number, claims in PEOPLE.items()]
    port = free_port()
    with run_server_in_thread(user_claims=users, access_token_max_age=hold) as provider:
        secrets = folder / "secrets.toml"
        secrets.write_text(
            "[auth]\n"
            f'redirect_uri = "http://localhost:{port}/oauth2callback"\n'
            'cookie_secret = "only for tests, and long enough to count"\n'
            'client_id = "kansenbeeld"\n'
            'client_secret = "kansenbeeld"\n'
            f'server_metadata_url = "http://localhost:{provider.server_port}/.well-known/openid-configuration"\n'
        )
        arguments = ("--server.port", str(port), "--secrets.files", str(secrets))
        with serving(folder, *arguments, **{**VARIABLES, **variables}) as address:
            yield address
