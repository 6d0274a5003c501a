"""``python -m benchmarks.national``: write GENERATED pupil rows as a dataset, to build from and to try things on."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from benchmarks.national import pupils


def main() -> int:
    """Write the dataset and say how large it is."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.national", description=__doc__)
    parser.add_argument("--rows", type=float, default=1.0, metavar="MILLIONS", help="pupil rows, in millions")
    parser.add_argument("--out", type=Path, required=True, metavar="FOLDER", help="data folder that gets the dataset")
    options = parser.parse_args()
    folder = options.out / pupils.DATASET
    size = pupils.generate(folder, round(options.rows * 1_000_000), lambda line: print(line, flush=True))
    print(f"{size / 1e6:.1f} MB of Parquet and a datapackage.json in {folder}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
