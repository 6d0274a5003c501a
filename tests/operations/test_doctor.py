"""One screen that says what is wrong."""

from __future__ import annotations

import http.server
import json
import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from benchmarks.faults.places import obeying
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
    lines = {line.check: line for line in doctor.look(none)}
    assert lines["database"].said == "address"
    assert (lines["data"].said, lines["clock"].said) == ("unknown", "alone")


def _told(places: Places, *prefix: str, **variables: str) -> dict[str, dict[str, str]]:
    """What the command says as a process of its own, which has not read any settings yet."""
    given = {name: value for name, value in os.environ.items() if not name.startswith(("KANSENBEELD_", "STREAMLIT_"))}
    given |= {paths.LEDGER_VARIABLE: places.url, paths.EDITIONS_VARIABLE: str(places.editions), **variables}
    words = [*prefix, sys.executable, "-m", "kansenbeeld", "--store", str(places.store), "doctor", "--json"]
    done = subprocess.run(
        [*words, "--lang", "en"], cwd=paths.ROOT, env=given, capture_output=True, text=True, timeout=120, check=False
    )
    assert "Traceback" not in done.stderr
    return {line["check"]: line for line in json.loads(done.stdout)}


def test_secrets_that_a_variable_names_are_those_of_the_server(places: Places, tmp_path: Path) -> None:
    secrets = tmp_path / "streamlit.toml"
    secrets.write_text(
        '[auth]\nredirect_uri = "https://kansenbeeld.example/oauth2callback"\n'
        f'cookie_secret = "{"x" * 32}"\nclient_id = "a"\nclient_secret = "b"\n'
        'server_metadata_url = "https://login.example/.well-known/openid-configuration"\n',
        encoding="utf-8",
    )
    found = _told(
        places,
        STREAMLIT_SECRETS_FILES=str(secrets),
        KANSENBEELD_ADDRESS="https://kansenbeeld.example",
        KANSENBEELD_EDITORS="someone@example.org",
    )
    assert (found["settings"]["state"], found["settings"]["value"]) == ("ok", "people can log in")


@pytest.mark.parametrize("name", ["KANSENBEELD_ADDRESS", "KANSENBEELD_EDITING"])
def test_where_nobody_can_write_it_says_so(places: Places, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    assert _line(places, "settings").said == "without_login"
    monkeypatch.setenv(name, {"KANSENBEELD_ADDRESS": "https://kansenbeeld.example"}.get(name, "off"))
    assert _line(places, "settings").said == "nobody_writes"


def test_a_database_that_may_only_be_read(places: Places, tmp_path: Path) -> None:
    doctor.look(places)
    (tmp_path / "ledger.sqlite").chmod(0o444)
    found = _told(places, *obeying())
    assert found["database"]["value"] == "the database may not be written"
    assert found["database"]["advice"] == "Let the user of the dashboard write to the database."


def test_what_lies_about_is_counted_in_both_folders(places: Places) -> None:
    for name in (".recover-ab12_xyz", "replaced-20261129T120000Z"):
        (places.store / name).mkdir()
        (places.editions / name).mkdir(parents=True)
    (places.editions / "some" / "0123456789ab.damaged-1").mkdir(parents=True)
    found = _line(places, "leftovers")
    assert (found.state, found.values["count"]) == ("ok", 5)
    for number in range(20):
        (places.store / f"replaced-20261129T1201{number:02}Z").mkdir()
    found = _line(places, "leftovers")
    assert found.state == "warning" and found.what_to_do(language("en"))


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
