"""Files of pupil rows: each is read, or the reason why not is one sentence."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from kansenbeeld.datasets.errors import DatasetError
from kansenbeeld.datasets.pupil_files import PupilRows
from kansenbeeld.language import LANGUAGES, language


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one file of pupil rows, and what Spark and Hadoop leave beside it."""
    rows = tmp_path / "practice" / "rows"
    part = rows / "cohort=2019-2020"
    part.mkdir(parents=True)
    pq.write_table(pa.table({"advice": ["havo"]}), part / "part-0.parquet")
    (rows / "_SUCCESS").touch()
    (part / ".part-0.parquet.crc").write_bytes(b"crc")
    (rows / "_temporary").mkdir()
    (rows / "_temporary" / "part-1.parquet").write_bytes(b"half a file")
    return rows


def refused(rows: Path) -> DatasetError:
    """Return the refusal of a folder, one line in each language."""
    with pytest.raises(DatasetError) as caught:
        PupilRows(str(rows)).digest()
    for code in LANGUAGES:
        assert len(caught.value.sentence(language(code)).splitlines()) == 1
    assert str(rows.parent) not in str(caught.value)
    return caught.value


def test_what_is_written_beside_rows_is_no_part_of_them(folder: Path) -> None:
    rows = PupilRows(str(folder))
    assert [Path(name).name for name in rows.files()] == ["part-0.parquet"]
    before = rows.digest()
    (folder / "_committed_1").touch()
    assert rows.digest() == before


@pytest.mark.parametrize("name", ["rows.pq", "cohort=2019-2020/PART-0.PARQUET", "cohort=2019-2020/part-1.csv", "a b"])
def test_a_file_that_would_be_left_out_is_refused(name: str, folder: Path) -> None:
    (folder / name).write_bytes(b"PAR1")
    assert str(refused(folder)).startswith(f"practice/rows/{name}: this is no file whose name ends in .parquet")


def test_a_folder_that_is_a_link_is_refused(folder: Path) -> None:
    """Its files would not be listed."""
    (folder / "cohort=2020-2021").symlink_to(folder / "cohort=2019-2020", target_is_directory=True)
    assert refused(folder).details["file"] == "practice/rows/cohort=2020-2021"


def test_a_link_to_nothing_is_refused(folder: Path) -> None:
    (folder / "part-1.parquet").symlink_to(folder / "gone")
    assert refused(folder).code == "not_pupil_rows"


def test_a_folder_that_is_not_there_holds_no_rows(folder: Path) -> None:
    assert refused(folder / "nothing").code == "no_pupil_rows"


def test_a_folder_that_can_not_be_listed_is_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Root may list every folder, so the refusal of the system is given by hand."""
    from os import scandir

    def closed(path: str) -> object:
        if Path(path).name.startswith("cohort="):
            raise PermissionError(13, "Permission denied", path)
        return scandir(path)

    monkeypatch.setattr("os.scandir", closed)
    assert refused(folder).code == "pupil_rows_unreachable"


@pytest.mark.parametrize("kind", [FileNotFoundError, PermissionError])
def test_a_file_that_goes_while_it_is_hashed_is_one_sentence(
    kind: type[OSError], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = Path.open

    def gone(self: Path, *given: object, **more: object) -> object:
        if self.suffix == ".parquet":
            raise kind(2, "gone", str(self))
        return opened(self, *given, **more)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", gone)
    found = refused(folder)
    assert found.code == "pupil_file_unread"
    assert found.details["file"] == "practice/rows/cohort=2019-2020/part-0.parquet"


def test_a_file_that_is_gone_has_no_schema(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = str(folder / "cohort=2019-2020" / "part-9.parquet")
    monkeypatch.setattr(PupilRows, "files", lambda self: (gone,))
    with pytest.raises(DatasetError, match=r"part-9\.parquet: this file of pupil rows can't be read"):
        list(PupilRows(str(folder)).schemas())


def test_whether_rows_are_partitioned_is_refused_alike(folder: Path) -> None:
    assert PupilRows(str(folder)).is_partitioned()
    (folder / "rows.pq").touch()
    with pytest.raises(DatasetError, match=r"rows\.pq"):
        PupilRows(str(folder)).is_partitioned()
