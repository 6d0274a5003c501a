"""A temporary PostgreSQL for tests, from the programs that Debian installs."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import psycopg

_SETTINGS = "-c fsync=off -c full_page_writes=off -c listen_addresses='' -c max_connections=60"


def programs() -> Path | None:
    """The folder of PostgreSQL's server programs: where Debian puts the newest, or that of the path."""
    debian = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    newest = sorted(debian, key=lambda path: float(path.parts[-3]), reverse=True)
    found = shutil.which("initdb")
    return newest[0].parent if newest else Path(found).parent if found else None


@dataclass(frozen=True)
class Cluster:
    """A PostgreSQL of our own, reached by a socket in its folder."""

    folder: Path
    programs: Path

    @property
    def _as_postgres(self) -> list[str]:
        # PostgreSQL refuses to run as root.
        return ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []

    def _run(self, program: str, *arguments: str) -> None:
        subprocess.run(
            [*self._as_postgres, str(self.programs / program), "-D", str(self.folder / "data"), *arguments],
            check=True,
            cwd=self.folder,
            stdout=subprocess.DEVNULL,
        )

    def make(self) -> None:
        if os.geteuid() == 0:
            shutil.chown(self.folder, "postgres")
        self._run("initdb", "-U", "kansenbeeld", "-A", "trust", "-E", "UTF8", "--no-sync", "--locale=C.UTF-8")

    def start(self) -> None:
        log = str(self.folder / "log")
        self._run("pg_ctl", "-w", "-s", "-l", log, "-o", f"{_SETTINGS} -k {self.folder}", "start")

    def stop(self) -> None:
        self._run("pg_ctl", "-w", "-s", "-m", "fast", "stop")

    def url(self, name: str) -> str:
        return f"postgresql://kansenbeeld@/{name}?host={self.folder}"

    def command(self, text: str) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(text)  # type: ignore[call-overload]
