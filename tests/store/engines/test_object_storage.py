"""Pupil rows in object storage: a server on loopback, read through pyarrow by DuckDB."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from moto.server import ThreadedMotoServer

from kansenbeeld.datasets.errors import DatasetError
from kansenbeeld.datasets.pupil_files import PupilRows, object_store
from kansenbeeld.store.engines.on_duckdb import DuckEngine


@pytest.fixture
def remote(rows: PupilRows, monkeypatch: pytest.MonkeyPatch) -> Iterator[PupilRows]:
    """The pupil rows in a bucket of a server of our own."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://{host}:{port}")
        monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            monkeypatch.setenv(name, "invented")
        upload(Path(rows.address), "bucket")
        yield PupilRows("s3://bucket/pupils")
    finally:
        server.stop()


def upload(folder: Path, bucket: str) -> None:
    import boto3

    client = boto3.client("s3")
    client.create_bucket(Bucket=bucket)
    for path in folder.rglob("*"):
        if path.is_file():
            client.upload_file(str(path), bucket, f"pupils/{path.relative_to(folder).as_posix()}")


def test_the_same_answer_as_from_a_folder(rows: PupilRows, remote: PupilRows) -> None:
    with DuckEngine() as duck:
        here = duck.run("school_advice", {"pupils": rows}, moment="year3")
        there = duck.run("school_advice", {"pupils": remote}, moment="year3")
    assert here.num_rows > 5
    assert here.equals(there)
    assert remote.is_partitioned()


def test_the_digest_follows_the_content(remote: PupilRows) -> None:
    before = remote.digest()
    assert remote.digest() == before
    with object_store().open_output_stream(remote.files()[0]) as stream:
        stream.write(b"other")
    assert remote.digest() != before
    with pytest.raises(DatasetError, match="not a Parquet file"):
        list(remote.schemas())


def test_an_empty_address_is_one_sentence(remote: PupilRows) -> None:
    with pytest.raises(DatasetError, match="s3://bucket/nothing: there are no Parquet files"):
        PupilRows("s3://bucket/nothing").files()
