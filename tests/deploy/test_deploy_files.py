"""What ``deploy/`` ships, by the linter of each kind; and that it says what the code says."""

from __future__ import annotations

import datetime as dt
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import fleet
import pytest
import yaml

from kansenbeeld import paths
from kansenbeeld.paths import ROOT
from kansenbeeld.web import health, metrics, stopping

DEPLOY = ROOT / "deploy"
MANIFESTS = sorted((DEPLOY / "kubernetes").glob("*.yaml"))
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
DOCKERFILE = (DEPLOY / "Dockerfile").read_text()
CLOSED = (metrics.ADDRESS, health.LIVE, "/_stcore/metrics", "/_stcore/script-health-check")


def ran(*command: str) -> str:
    """Run a program of this Python's packages or of the system; its words where it refuses."""
    found = shutil.which(command[0], path=f"{Path(sys.executable).parent}:{os.environ['PATH']}:/usr/sbin")
    if found is None:
        pytest.fail(f"{command[0]} is not installed: pip install -r requirements-dev.txt")
    done = subprocess.run([found, *command[1:]], capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def test_the_image() -> None:
    ran("hadolint", str(DEPLOY / "Dockerfile"))


def test_compose() -> None:
    ran("check-jsonschema", "--builtin-schema", "vendor.compose-spec", str(DEPLOY / "compose.yaml"))


def test_manifests() -> None:
    ran("kubernetes-validate", "--strict", *map(str, MANIFESTS))


def test_yaml() -> None:
    ran("yamllint", "--strict", "-c", str(DEPLOY / ".yamllint"), str(DEPLOY))


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed")
@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_units(unit: Path, tmp_path: Path) -> None:
    # Verified with programs and files that are here: those of the unit are on the machine that it is for.
    text = unit.read_text().replace("/opt/kansenbeeld/.venv/bin/python", sys.executable)
    copy = tmp_path / unit.name.replace("@", "@8501")
    copy.write_text(text.replace("/usr/sbin/nginx", "/bin/true"))
    said = ran("systemd-analyze", "verify", "--man=no", str(copy))
    assert unit.stem.rstrip("@") not in said, said
    report = ran("systemd-analyze", "security", "--offline=yes", "--threshold=30", str(unit))
    assert "OK" in report.splitlines()[-1]


@pytest.mark.parametrize("site", ["site.conf", "tls.conf"])
def test_nginx_takes_its_configuration(site: str, tmp_path: Path) -> None:
    conf = fleet.filled_in(tmp_path / "nginx", {})
    conf.write_text(conf.read_text().replace("include site.conf", f"include {site}"))
    _certificate(conf.parent / "tls")
    done = subprocess.run([fleet.program(), "-t", "-c", str(conf)], capture_output=True, text=True, check=False)
    assert done.returncode == 0 and "[warn]" not in done.stderr, done.stderr


def _certificate(folder: Path) -> None:
    """Make a certificate of nobody, valid for a day."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([])
    now = dt.datetime.now(dt.UTC)
    made = x509.CertificateBuilder(name, name, key.public_key(), 1, now, now + dt.timedelta(days=1))
    folder.mkdir()
    (folder / "fullchain.pem").write_bytes(made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
    private = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "privkey.pem").write_bytes(key.private_bytes(*private))


def test_every_place_where_the_app_writes_is_in_the_one_volume() -> None:
    for text in (DOCKERFILE, (DEPLOY / "systemd" / "kansenbeeld@.service").read_text()):
        for variable in (paths.STORE_VARIABLE, paths.EDITIONS_VARIABLE, paths.SOURCES_VARIABLE):
            assert re.search(rf"{variable}=/var/lib/kansenbeeld/\w+", text), variable
        assert f"{paths.LEDGER_VARIABLE}=sqlite:////var/lib/kansenbeeld/" in text


def test_the_image_holds_what_the_app_reads_and_nothing_else() -> None:
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", DOCKERFILE, re.M)
    names = {name.split("/")[0] for line in copied for name in line.split()}
    taken = {line[1:].split("/")[0] for line in (ROOT / ".dockerignore").read_text().splitlines() if line[:1] == "!"}
    assert names == taken
    assert {paths.DATA.name, paths.QUERIES.name, paths.PAGES.name, "kansenbeeld", "locales", "pyproject.toml"} <= names
    assert "USER 10001:10001" in DOCKERFILE and 'CMD ["python", "-m", "streamlit"' in DOCKERFILE


def test_the_largest_file_is_the_same_number_everywhere() -> None:
    usual = paths.DEFAULT_MEGABYTES
    assert f"client_max_body_size {usual}m;" in (DEPLOY / "nginx" / "upload.conf").read_text()
    assert f"${{{paths.MEGABYTES_VARIABLE}:-{usual}}}m;" in (DEPLOY / "compose.yaml").read_text()
    assert f"proxy-body-size: {usual}m" in (DEPLOY / "kubernetes" / "ingress.yaml").read_text()


@pytest.mark.parametrize("path", CLOSED)
def test_what_is_for_machines_is_closed_in_each_proxy(path: str) -> None:
    locations = (DEPLOY / "nginx" / "locations.conf").read_text()
    assert re.search(rf"^location (?:= )?{path.removesuffix('live')} {{ return 404; }}$", locations, re.M)
    assert f"- path: {path}\n" in (DEPLOY / "kubernetes" / "ingress.yaml").read_text()


def test_every_process_signs_with_one_secret_and_stops_within_its_time() -> None:
    compose = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    apps = [compose["services"][name] for name in ("app-1", "app-2")]
    assert apps[0]["environment"]["STREAMLIT_SERVER_COOKIE_SECRET"].startswith("${STREAMLIT_SERVER_COOKIE_SECRET:?")
    ports = {app["environment"].pop("STREAMLIT_SERVER_PORT") for app in apps}
    assert apps[0] == apps[1] and ports == {"8501", "8502"}
    for service in compose["services"].values():
        assert service["read_only"] and service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]
    drain = stopping.drain_seconds(apps[0]["environment"])
    assert 0 < drain < int(apps[0]["stop_grace_period"].removesuffix("s"))


def test_examples_hold_no_secret() -> None:
    for path in DEPLOY.rglob("*example*"):
        for value in re.findall(r"(?im)(?:secret|password)\w*[ \t]*[=:][ \t]*(\S+)$", path.read_text()):
            assert value in ('""', '"FILL-IN"', "FILL-IN") or value.endswith(".toml"), (path, value)


def test_documents_name_each_file() -> None:
    readme = (DEPLOY / "README.md").read_text()
    kept = [path for path in DEPLOY.rglob("*") if path.is_file() and path.name not in ("README.md", ".yamllint")]
    assert [str(path) for path in kept if path.name not in readme] == []
    assert "deploy/README.md" in (ROOT / "README.md").read_text()
