"""Several processes of the app behind nginx, with the configuration that deploy/ ships."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import httpx
import pytest
from oidc_provider_mock import User, run_server_in_thread
from provider import PEOPLE, VARIABLES
from serving import ROOT, START_SECONDS, free_port

NGINX: Final = ROOT / "deploy" / "nginx"


def program() -> str:
    """The program of nginx; without it a test is skipped, except in CI."""
    found = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if found is None:
        sentence = "nginx is not installed: apt-get install nginx-light"
        if os.environ.get("CI"):
            pytest.fail(sentence)
        pytest.skip(sentence)
    return found


def filled_in(folder: Path, ports: Mapping[str, int], megabytes: int = 200) -> Path:
    """Copy deploy's configuration to a folder of its own, with other ports and places; return its first file.

    Args:
        folder: to be made.
        ports: what stands in the place of ports, by what stands there now.
        megabytes: ``KANSENBEELD_UPLOAD_MB``.
    """
    shutil.copytree(NGINX, folder)
    for path in folder.iterdir():
        text = path.read_text()
        text = re.sub(r"app-[12]:", "127.0.0.1:", text)
        for old, new in ports.items():
            text = re.sub(rf"\b{old}\b|(?<=_){old}\b", str(new), text)
        text = text.replace("/tmp/", f"{folder}/").replace("/dev/stdout", f"{folder}/access.log")  # noqa: S108
        path.write_text(text.replace("client_max_body_size 200m", f"client_max_body_size {megabytes}m"))
    folder.chmod(0o755)
    # Started as root, nginx works as a user who must enter the folder.
    user = "user root;\n" if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(user + (folder / "nginx.conf").read_text())
    return folder / "nginx.conf"


@dataclass(slots=True)
class Member:
    """One process of the app."""

    port: int
    command: list[str]
    environment: dict[str, str]
    log: Path
    running: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    def start(self) -> None:
        with self.log.open("ab") as output:
            self.running = subprocess.Popen(
                self.command, cwd=ROOT, env=self.environment, stdout=output, stderr=output, start_new_session=True
            )

    def alive(self) -> bool:
        return self.running is not None and self.running.poll() is None

    def wait(self) -> None:
        """Wait until it can be read."""
        end = time.monotonic() + START_SECONDS
        while not self._ready():
            if not self.alive() or time.monotonic() > end:
                pytest.fail(f"The app did not start:\n{self.log.read_text()[-3000:]}")
            time.sleep(0.05)

    def _ready(self) -> bool:
        try:
            return httpx.get(f"{self.url}/health", timeout=5).status_code == httpx.codes.OK
        except httpx.TransportError:
            return False

    def kill(self) -> None:
        """End it as a fault of the machine would."""
        if self.running is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.running.pid, signal.SIGKILL)
            self.running.wait()


@dataclass(slots=True)
class Fleet:
    """Processes and their proxy."""

    url: str
    members: list[Member]
    log: Path
    folder: Path

    def whole(self) -> Fleet:
        """Start what is not running, and wait for it."""
        for member in self.members:
            if not member.alive():
                member.start()
        for member in self.members:
            member.wait()
        return self

    def member_of(self, cookie: str) -> Member:
        """The process that a reader is with, by his cookie."""
        return next(one for one in self.members if str(one.port) == cookie)

    def other(self, member: Member) -> Member:
        return next(one for one in self.members if one is not member)


@contextlib.contextmanager
def fleet(folder: Path, database: str, **variables: str) -> Iterator[Fleet]:
    """Start a provider of log-ins, two processes at once on an empty store folder, and nginx before them."""
    nginx = program()
    folder.chmod(0o755)
    first, second, front, inner = (free_port() for _ in range(4))
    users = [User(sub=number, claims=dict(claims)) for number, claims in PEOPLE.items()]
    conf = filled_in(folder / "nginx", {"8501": first, "8502": second, "8080": front, "8499": inner})
    with run_server_in_thread(user_claims=users) as provider, contextlib.ExitStack() as ending:
        secrets = folder / "secrets.toml"
        secrets.write_text(
            "[auth]\n"
            f'redirect_uri = "http://localhost:{front}/oauth2callback"\n'
            'cookie_secret = "only for tests, and long enough to count"\n'
            'client_id = "kansenbeeld"\n'
            'client_secret = "kansenbeeld"\n'
            f'server_metadata_url = "http://localhost:{provider.server_port}/.well-known/openid-configuration"\n'
        )
        environment = {
            **os.environ,
            "KANSENBEELD_STORE": str(folder / "store"),
            "KANSENBEELD_EDITIONS": str(folder / "editions"),
            "KANSENBEELD_SOURCES": str(folder / "sources"),
            "KANSENBEELD_DATABASE_URL": database,
            "STREAMLIT_SECRETS_FILES": str(secrets),
            **VARIABLES,
            **variables,
        }
        command = [sys.executable, "-m", "streamlit", "run", "dashboard.py"]
        members = [
            Member(
                port,
                command,
                {**environment, "STREAMLIT_SERVER_PORT": str(port), "STREAMLIT_SERVER_ADDRESS": "127.0.0.1"},
                folder / f"app-{port}.log",
            )
            for port in (first, second)
        ]
        for member in members:
            ending.callback(member.kill)
            member.start()
        with (folder / "nginx.log").open("ab") as output:
            proxy = subprocess.Popen([nginx, "-c", str(conf), "-g", "daemon off;"], stderr=output)
        ending.callback(proxy.wait)
        ending.callback(proxy.terminate)
        yield Fleet(f"http://localhost:{front}", members, folder / "nginx" / "access.log", folder).whole()
