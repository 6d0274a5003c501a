"""Where pupil rows lie: a folder of Parquet files, or the same in object storage, partitioned by cohort.

``cohort=2019-2020/part-0.parquet``: a school year has a slash, which no folder may have in its name, so that a folder
is named by both years. Files whose name begins with a dot or an underscore are notes of whatever wrote them; any other
that would not be read is refused, since rows that are left out in silence give a count that looks right.

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
_ENDING: Final = ".parquet"
_NOTES: Final = (".", "_")
"""How names begin of what Spark, Hadoop and others write for themselves."""
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
            DatasetError: ``no_pupil_rows`` where there are none, ``not_pupil_rows`` where something else lies between
                them, or the address can't be reached.
        """
        import pyarrow as pa

        try:
            found = sorted(self._remote() if self.is_remote else self._local())
        except (OSError, pa.ArrowException) as error:
            raise DatasetError("pupil_rows_unreachable", self._place) from error
        if not found:
            raise DatasetError("no_pupil_rows", self._place)
        return tuple(found)

    def is_partitioned(self) -> bool:
        """Whether the cohort stands in the name of each folder; it is a column of each file otherwise.

        Raises:
            DatasetError: as :meth:`files`.
        """
        return all(_PART.search(name) for name in self.files())

    def digest(self) -> str:
        """Return the sha256 (hex) of names and content; in object storage of names, sizes and ETags.

        Raises:
            DatasetError: as :meth:`files`; ``pupil_file_unread`` where a file is gone or closed meanwhile, ``no_etag``
                where object storage does not say what it holds.
        """
        import pyarrow as pa

        digest = hashlib.sha256()
        for name in self.files():
            digest.update(f"{self._relative(name)}\0".encode())
            try:
                digest.update(_etag(name).encode() if self.is_remote else _content(Path(name)))
            except (OSError, pa.ArrowException) as error:
                raise DatasetError("pupil_file_unread", self._named(name)) from error
            except KeyError as error:
                raise DatasetError("no_etag", self._named(name)) from error
        return digest.hexdigest()

    def schemas(self) -> Iterator[tuple[str, pa.Schema]]:
        """Yield the name and Arrow schema of each file.

        Raises:
            DatasetError: as :meth:`files`; ``no_parquet`` where a file is none, ``pupil_file_unread`` where it is gone
                or closed meanwhile.
        """
        import pyarrow as pa
        import pyarrow.parquet as pq

        system = object_store() if self.is_remote else None
        for name in self.files():
            try:
                yield self._relative(name), pq.read_schema(name, filesystem=system)
            except (FileNotFoundError, PermissionError) as error:
                raise DatasetError("pupil_file_unread", self._named(name)) from error
            except (OSError, pa.ArrowException, UnicodeDecodeError) as error:
                # The name of a column may be no text at all.
                raise DatasetError("no_parquet", self._named(name)) from error

    def _local(self) -> Iterator[str]:
        folder = Path(self.address)
        if not folder.is_dir():
            return
        # A folder that can't be listed stops it: without its rows every count would be too low.
        for parent, folders, names in os.walk(folder, onerror=_raised):
            folders[:] = [name for name in folders if not name.startswith(_NOTES)]
            links = [name for name in folders if (Path(parent) / name).is_symlink()]
            for name in (*links, *(name for name in names if not name.startswith(_NOTES))):
                path = Path(parent) / name
                if name in links or not name.endswith(_ENDING) or not path.is_file():
                    raise DatasetError("not_pupil_rows", self._named(str(path)))
                yield str(path)

    def _remote(self) -> Iterator[str]:
        from pyarrow.fs import FileSelector, FileType

        root = self.address.removeprefix(OBJECT_STORE).rstrip("/")
        for info in object_store().get_file_info(FileSelector(root, recursive=True, allow_not_found=True)):
            inside = info.path.removeprefix(root).strip("/").split("/")
            if info.type != FileType.File or any(part.startswith(_NOTES) for part in inside):
                continue
            if not info.path.endswith(_ENDING):
                raise DatasetError("not_pupil_rows", self._named(info.path))
            yield info.path

    @property
    def _place(self) -> str:
        """The address as a sentence names it: of a folder the last two names, which tell the dataset, not the disk."""
        return self.address.rstrip("/") if self.is_remote else Path(*Path(self.address).parts[-2:]).as_posix()

    def _named(self, name: str) -> str:
        return f"{self._place}/{self._relative(name)}"

    def _relative(self, name: str) -> str:
        root = self.address.removeprefix(OBJECT_STORE).rstrip("/") if self.is_remote else str(Path(self.address))
        return name.removeprefix(root).lstrip("/\\").replace("\\", "/")


def object_store() -> Any:
    """Return the object storage that the usual variables name: ``AWS_ACCESS_KEY_ID``, ``AWS_ENDPOINT_URL``...

    Raises:
        OSError: the library that reads object storage can't start.
    """
    from pyarrow.fs import S3FileSystem

    # Arrow reads the keys and the region from the environment by itself, but not where another than Amazon's lies.
    endpoint = os.environ.get("AWS_ENDPOINT_URL_S3") or os.environ.get("AWS_ENDPOINT_URL")
    return S3FileSystem(endpoint_override=endpoint)


def _raised(error: OSError) -> None:
    raise error


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
