"""Keys and passwords in the files of the repository, held against what a person has looked at.

What is known to be no secret stands in ``.secrets.baseline``, by file and by a hash of it. After looking at each new
finding: ``python -m audit.secrets``.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parents[1]
BASELINE: Final = ROOT / ".secrets.baseline"
_NOT_TEXT: Final = (".csv", ".geojson", ".png", ".pptx", ".docx", ".xlsx", ".parquet", ".po")
_NOT_READ: Final = ("fuzz/corpus/", "benchmarks/results/", "tests/fixtures/", BASELINE.name)
"""Figures, texts for readers and inputs of the fuzzer: letters by chance, and much of it."""

Found = set[tuple[str, str, str]]


def audit() -> bool:
    """Whether nothing looks like a secret that nobody has looked at."""
    known = _found(json.loads(BASELINE.read_text(encoding="utf-8")))
    scan = _scan()
    new = _found(scan) - known
    for file, kind, digest in sorted(new):
        lines = [one["line_number"] for one in scan["results"][file] if one["hashed_secret"] == digest]
        print(f"secrets: {file}:{lines[0]}: {kind}; take it out, or if it is none: python -m audit.secrets")
    if not new:
        print(f"secrets: nothing new beside {len(known)} places that were looked at")
    return not new


def keep() -> None:
    """Write what is there now as known."""
    found = _scan()
    found.pop("generated_at", None)
    BASELINE.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")


def files() -> list[str]:
    """Return the files that are scanned: those of the repository, also new ones, that are text of ours."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\0")
    return [
        name
        for name in sorted(set(listed) - {""})
        if not name.endswith(_NOT_TEXT) and not name.startswith(_NOT_READ) and (ROOT / name).is_file()
    ]


def _scan() -> Any:
    command = [sys.executable, "-m", "detect_secrets", "scan", *files()]
    return json.loads(subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout)


def _found(scan: Any) -> Found:
    return {(file, one["type"], one["hashed_secret"]) for file, ones in scan["results"].items() for one in ones}


if __name__ == "__main__":
    keep()
