"""One screen that says what is wrong."""

from __future__ import annotations

import http.server
import json
import shutil
import threading
from pathlib import Path

import pytest

from kansenbeeld import paths
from kansenbeeld.cli import main
from kansenbeeld.commands.doctor import HEIGHT, WIDTH, screen
from kansenbeeld.language import LANGUAGES, language
from kansenbeeld.operations import doctor
from kansenbeeld.operations.backup import Places
from kansenbeeld.operations.doctor import Line
from kansenbeeld.sources.registry import all_sources
from kansenbeeld.store import files


@pytest.fixture
def places(store_folder: Path, tmp_path: Path) -> Places:
    shutil.copytree(store_folder, tmp_path / "store")
    return Places(tmp_path / "store", tmp_path / "editions", f"sqlite:///{tmp_path / 'ledger.sqlite'}")


def _line(places: Places, name: str) -> Line:
    return next(line for line in doctor.look(places) if line.check == name)


def test_a_machine_that_is_well(places: Places) -> None:
    lines = {line.check: line.state for line in doctor.look(places)}
    for name in ("settings", "store", "leftovers", "data", "database", "clock", "editions", "engine"):
        assert lines[name] == "ok", name


def test_a_damaged_store(places: Places) -> None:
    version = files.current(places.store) or ""
    path = files.version_file(places.store, version)
    path.write_bytes(path.read_bytes()[:-4096])
    found = _line(places, "store")
    assert (found.state, found.said) == ("fail", "damaged")


def test_an_empty_machine(tmp_path: Path) -> None:
    lines = doctor.look(Places(tmp_path / "store", tmp_path / "editions", f"sqlite:///{tmp_path / 'l.sqlite'}"))
    assert next(line for line in lines if line.check == "store").said == "empty"


def test_a_database_that_is_away_and_an_address_that_is_none(places: Places) -> None:
    away = Places(places.store, places.editions, "postgresql://nobody@127.0.0.1:1/x")
    assert _line(away, "database").said == "gone"
    none = Places(places.store, places.editions, "mysql://x")
    assert _line(none, "database").said == "address"


def test_other_data_than_what_is_shown(places: Places, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = Path(shutil.copytree(paths.DATA, tmp_path / "data"))
    path = data / "kco_outcomes" / "group8.csv"
    path.write_text(path.read_text("utf-8").replace(",85.25\n", ",85.24\n"), encoding="utf-8")
    monkeypatch.setenv(paths.DATA_VARIABLE, str(data))
    assert _line(places, "data").said == "new"
    (data / "geo" / "datapackage.json").write_text("{", encoding="utf-8")
    assert _line(places, "data").state == "fail"


def test_an_engine_that_there_is_not(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KANSENBEELD_ENGINE", "steam")
    assert _line(places, "engine").said == "unknown"


@pytest.mark.parametrize("code", LANGUAGES)
def test_all_wrong_fits_one_screen(code: str) -> None:
    words = language("nl" if code == "nl" else "en")
    names = [key.split(".")[-1] for key in words.messages if key.startswith("operations.doctor.name.")]
    lines = [Line(name, "fail", "broke", {"error": "Error" * 20}, "broke") for name in names]
    shown = screen(lines, words)
    assert len(shown) <= HEIGHT and all(len(line) <= WIDTH for line in shown)


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_command(
    code: str, places: Places, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(paths.LEDGER_VARIABLE, places.url)
    monkeypatch.setenv(paths.EDITIONS_VARIABLE, str(places.editions))
    asked = ["--store", str(places.store), "doctor", "--lang", code]
    status = main(asked)
    shown = capsys.readouterr().out.splitlines()
    assert len(shown) <= HEIGHT and all(len(line) <= WIDTH for line in shown)
    assert main([*asked, "--json"]) == status
    told = json.loads(capsys.readouterr().out)
    assert status == max(("ok", "warning", "fail").index(line["state"]) for line in told)
    assert all(line["value"] and (line["state"] == "ok" or line["advice"]) for line in told)


def test_sources_are_asked_at_this_machine_only_here(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    class Answer(http.server.BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:
            self.send_response(404)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    here = f"http://127.0.0.1:{server.server_port}"
    sources = [source for source in all_sources().values() if source.base]
    for source in sources:
        monkeypatch.setenv(f"KANSENBEELD_SOURCE_{source.name.upper()}", here)
    assert doctor._sources(places).said == "all"
    monkeypatch.setenv(f"KANSENBEELD_SOURCE_{sources[0].name.upper()}", "http://127.0.0.1:1")
    found = doctor._sources(places)
    assert found.said == "some" and found.values["names"] == sources[0].name
    server.shutdown()
    server.server_close()
    for source in sources:
        monkeypatch.setenv(f"KANSENBEELD_SOURCE_{source.name.upper()}", "http://127.0.0.1:1")
    assert doctor._sources(places).said == "none"
