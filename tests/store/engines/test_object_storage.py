"""Pupil rows in object storage: a server on loopback, read through pyarrow by DuckDB."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.request import Request, urlopen

import pytest
from moto.server import ThreadedMotoServer

from kansenbeeld.datasets.errors import DatasetError
from kansenbeeld.datasets.pupil_files import PupilRows, object_store
from kansenbeeld.store.engines import EngineError
from kansenbeeld.store.engines.on_duckdb import DuckEngine
from kansenbeeld.store.engines.on_spark import SparkEngine


@pytest.fixture
def remote(rows: PupilRows, monkeypatch: pytest.MonkeyPatch) -> Iterator[PupilRows]:
    """The pupil rows in a bucket of a server of our own."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://{host}:{port}")
        # Servers in one process share what they hold, and so a test what another left.
        urlopen(Request(f"http://{host}:{port}/moto-api/reset", method="POST")).close()
        _keys(monkeypatch)
        upload(Path(rows.address), "bucket")
        yield PupilRows("s3://bucket/pupils")
    finally:
        server.stop()


def _keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "invented")


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


def test_an_object_that_can_not_be_read_is_one_sentence(remote: PupilRows) -> None:
    """DuckDB gets objects through Arrow, whose errors are its own."""
    with object_store().open_output_stream(remote.files()[0]) as stream:
        stream.write(b"a secret row")
    with DuckEngine() as duck, pytest.raises(EngineError, match="duckdb could not answer") as caught:
        duck.run("school_advice", {"pupils": remote}, moment="year3")
    assert "secret" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_an_object_that_goes_meanwhile_is_one_sentence(remote: PupilRows, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(PupilRows, "files", lambda self: ("bucket/pupils/gone.parquet",))
    with pytest.raises(DatasetError, match=r"s3://bucket/pupils/gone\.parquet: this file of pupil rows can't be read"):
        remote.digest()
    with DuckEngine() as duck, pytest.raises(EngineError, match="duckdb could not answer"):
        duck.run("school_advice", {"pupils": remote}, moment="year3")


def test_an_object_that_would_be_left_out_is_refused(remote: PupilRows) -> None:
    with object_store().open_output_stream("bucket/pupils/_SUCCESS") as stream:
        stream.write(b"")
    assert remote.files()
    with object_store().open_output_stream("bucket/pupils/rows.pq") as stream:
        stream.write(b"PAR1")
    with pytest.raises(DatasetError, match=r"s3://bucket/pupils/rows\.pq: this is no file whose"):
        remote.files()


def test_an_object_without_etag_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), _WithoutETag) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{server.server_port}")
            _keys(monkeypatch)
            with pytest.raises(DatasetError, match=r"part-0\.parquet: the object storage gives no ETag"):
                PupilRows("s3://bucket/pupils").digest()
        finally:
            server.shutdown()
            thread.join()


class _WithoutETag(BaseHTTPRequestHandler):
    """A storage with one object, of which it says no more than the length."""

    def do_HEAD(self) -> None:
        self._answer(b"")

    def do_GET(self) -> None:
        self._answer(
            b'<?xml version="1.0"?><ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">'
            b"<IsTruncated>false</IsTruncated><Contents><Key>pupils/part-0.parquet</Key><Size>4</Size></Contents>"
            b"</ListBucketResult>"
        )

    def _answer(self, body: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(len(body) or 4))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""


def test_spark_without_the_library_for_objects_says_so(remote: PupilRows, spark: SparkEngine) -> None:
    with pytest.raises(EngineError, match="can't read object storage; give it the Hadoop library"):
        spark.run("school_advice", {"pupils": remote}, moment="year3")
