"""The data that are built: what the product ships, with the active editions laid over it."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from kansenbeeld import paths
from kansenbeeld.datasets.packages import DatasetError


@contextlib.contextmanager
def composed(shipped: Path, editions: Mapping[str, Path]) -> Iterator[Path]:
    """Give a folder of datasets that lasts as long as the ``with``; nothing in it may be written.

    Args:
        shipped: the folder of datasets that the product ships.
        editions: folder by name of a dataset; one takes the place of a shipped dataset of the same name.

    Raises:
        DatasetError: the shipped folder does not exist.
    """
    if not editions:
        yield shipped
        return
    if not shipped.is_dir():
        raise DatasetError("no_folder", shipped.name)
    with tempfile.TemporaryDirectory(prefix=paths.WORK_PREFIX) as temporary:
        folder = Path(temporary) / "data"
        folder.mkdir()
        kept = {path.name: path for path in sorted(shipped.iterdir()) if not path.name.startswith(".")}
        for name, path in (kept | dict(editions)).items():
            _lay(path, folder / name)
        yield folder


def _lay(path: Path, place: Path) -> None:
    try:
        place.symlink_to(path.resolve(), target_is_directory=path.is_dir())
    except OSError:
        # A file system, or Windows without the right to it, that knows no links.
        if path.is_dir():
            shutil.copytree(path, place)
        else:
            shutil.copyfile(path, place)
