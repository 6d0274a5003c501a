"""Where pupil rows lie: a folder of Parquet files, or the same in object storage, partitioned by cohort.

``cohort=2019-2020/part-0.parquet``: a school year has a slash, which no folder may have in its name, so that a folder
is named by both years. Files whose name begins with a dot or an underscore are notes of whatever wrote them.

Pupil rows are the most sensitive data there are: here files are listed and hashed, and no row is ever read.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from kansenbeeld.datasets.errors import DatasetError

if TYPE_CHECKING:
    import pyarrow as pa

OBJECT_STORE: Final = "s3://"
COHORT_FOLDER: Final = "cohort="
_CHUNK: Final = 2**20
_PART: Final = re.compile(r"(^|/)cohort=([^/]*)/")


@dataclass(frozen=True, slots=True)
class PupilRows:
    """Pupil rows at an address: a folder, or ``s3://bucket/folder``."""

    address: str

    @property
    def is_remote(self) -> bool:
        """Whether they lie in object storage."""
        return self.address.startswith(OBJECT_STORE)

    def files(self) -> tuple[str, ...]:
        """Return the Parquet files in order of name: paths on disk, or ``bucket/folder/...`` in object storage.

        Raises:
            DatasetError: ``no_pupil_rows`` where there are none, or the address can't be reached.
        """
        try:
            found = sorted(self._remote() if self.is_remote else self._local())
        except OSError as error:
            raise DatasetError("pupil_rows_unreachable", self.address) from error
        if not found:
            raise DatasetError("no_pupil_rows", self.address)
        return tuple(found)

    def is_partitioned(self) -> bool:
        """Whether the cohort stands in the name of each folder; it is a column of each file otherwise."""
        return all(_PART.search(name) for name in self.files())

    def digest(self) -> str:
        """Return the sha256 (hex) of names and content; in object storage of names, sizes and ETags.

        Raises:
            DatasetError: as :meth:`files`.
        """
        digest = hashlib.sha256()
        for name in self.files():
            digest.update(f"{self._relative(name)}\0".encode())
            digest.update(_etag(name).encode() if self.is_remote else _content(Path(name)))
        return digest.hexdigest()

    def schemas(self) -> Iterator[tuple[str, pa.Schema]]:
        """Yield the name and Arrow schema of each file.

        Raises:
            DatasetError: ``no_parquet`` where a file is none.
        """
        import pyarrow as pa
        import pyarrow.parquet as pq

        system = object_store() if self.is_remote else None
        for name in self.files():
            try:
                yield self._relative(name), pq.read_schema(name, filesystem=system)
            except (OSError, pa.ArrowInvalid) as error:
                raise DatasetError("no_parquet", f"{self.address}/{self._relative(name)}") from error

    def _local(self) -> Iterator[str]:
        folder = Path(self.address)
        for path in folder.rglob("*.parquet"):
            inside = path.relative_to(folder).parts
            if path.is_file() and not any(part.startswith((".", "_")) for part in inside):
                yield str(path)

    def _remote(self) -> Iterator[str]:
        from pyarrow.fs import FileSelector, FileType

        root = self.address.removeprefix(OBJECT_STORE).rstrip("/")
        for info in object_store().get_file_info(FileSelector(root, recursive=True, allow_not_found=True)):
            inside = info.path.removeprefix(root).strip("/").split("/")
            plain = not any(part.startswith((".", "_")) for part in inside)
            if info.type == FileType.File and info.path.endswith(".parquet") and plain:
                yield info.path

    def _relative(self, name: str) -> str:
        root = self.address.removeprefix(OBJECT_STORE).rstrip("/") if self.is_remote else str(Path(self.address))
        return name.removeprefix(root).lstrip("/\\").replace("\\", "/")


def object_store() -> Any:
    """Return the object storage that the usual variables name: ``AWS_ACCESS_KEY_ID``, ``AWS_ENDPOINT_URL``..."""
    from pyarrow.fs import S3FileSystem

    # Arrow reads the keys and the region from the environment by itself, but not where another than Amazon's lies.
    endpoint = os.environ.get("AWS_ENDPOINT_URL_S3") or os.environ.get("AWS_ENDPOINT_URL")
    return S3FileSystem(endpoint_override=endpoint)


def _content(path: Path) -> bytes:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.digest()


def _etag(name: str) -> str:
    with object_store().open_input_stream(name) as stream:
        facts = {_text(key).lower(): _text(value) for key, value in stream.metadata().items()}
    return "\0".join(facts[key] for key in ("content-length", "etag"))


def _text(value: bytes | str) -> str:
    return value.decode() if isinstance(value, bytes) else value
