"""Run the audits: ``python -m audit [code] [secrets] [advisories] [licences]``, all of them without a name.

Each fails on a finding. Where no service of advisories answers, that audit says so and fails nothing.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping
from typing import Final

from audit import advisories, code, licences, secrets

AUDITS: Final[Mapping[str, Callable[[], bool]]] = {
    "code": code.audit,
    "secrets": secrets.audit,
    "advisories": advisories.audit,
    "licences": licences.audit,
}


def main() -> int:
    """Run the command; 1 where an audit failed."""
    parser = argparse.ArgumentParser(prog="python -m audit", description=__doc__)
    parser.add_argument("audit", nargs="*", choices=[*AUDITS, []], default=[], help="which; all without a name")
    failed = [name for name in parser.parse_args().audit or AUDITS if not AUDITS[name]()]
    if failed:
        print(f"failed: {', '.join(failed)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
