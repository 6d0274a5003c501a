"""Run every bad input and write ``docs/bad-inputs.md``: ``python tests/bad_inputs``."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from bad_input import TABLE, all_cases, table


def main() -> None:
    """Run the cases and write the page."""
    with tempfile.TemporaryDirectory() as folder:
        cases, sentences = all_cases(), {}
        for case in cases:
            own = Path(folder) / case.id
            own.mkdir()
            sentences[case.id] = case.run(own)
    TABLE.write_text(table(cases, sentences), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
