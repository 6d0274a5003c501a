"""What ``deploy/`` ships, by the linter of each kind; and that it says what the code says."""

from __future__ import annotations

import datetime as dt
import ipaddress
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

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
LAST_STAGE = DOCKERFILE[DOCKERFILE.rindex("\nFROM ") :]
README = (DEPLOY / "README.md").read_text()
CLOSED = (metrics.ADDRESS, health.LIVE, "/_stcore/metrics", "/_stcore/script-health-check")


FIXED = {
    paths.STORE_VARIABLE: "in the one volume",
    paths.EDITIONS_VARIABLE: "in the one volume",
    paths.SOURCES_VARIABLE: "in the one volume",
    paths.LEDGER_VARIABLE: "the database that is shipped along, or a secret",
    paths.DATA_VARIABLE: "the datasets of the image; others are an image of one's own",
    "KANSENBEELD_ENGINE": "pupil rows are counted where a version is built, not where it is served",
    "KANSENBEELD_SPARK_MASTER": "as the engine",
}
"""Settings that who runs the dashboard for a city does not choose in the example of his way, and why."""


def compose(**variables: str) -> dict[str, Any]:
    """Return compose.yaml with variables filled in, as Compose does it."""

    def value(found: re.Match[str]) -> str:
        return variables.get(found[1], (found[3] or "") if found[2] == ":-" else "given")

    text = (DEPLOY / "compose.yaml").read_text()
    read: dict[str, Any] = yaml.safe_load(re.sub(r"(?<!\$)\$\{(\w+)(:[-?])?([^}]*)\}", value, text))
    for service in read["services"].values():
        service["environment"] = {name: str(one) for name, one in service["environment"].items()}
    return read


def ran(*command: str, **variables: str) -> str:
    """Run a program of this Python's packages or of the system; its words where it refuses."""
    found = shutil.which(command[0], path=f"{Path(sys.executable).parent}:{os.environ['PATH']}:/usr/sbin")
    if found is None:
        pytest.fail(f"{command[0]} is not installed: pip install -r requirements-dev.txt")
    environment = {**os.environ, **variables}
    done = subprocess.run([found, *command[1:]], capture_output=True, text=True, cwd=ROOT, env=environment, check=False)
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


def test_units_take_the_rights_for_https(tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not installed")
    unit = tmp_path / "kansenbeeld-nginx.service"
    unit.write_text((DEPLOY / "systemd" / unit.name).read_text().replace("/usr/sbin/nginx", "/bin/true"))
    folder = tmp_path / "kansenbeeld-nginx.service.d"
    folder.mkdir()
    shutil.copy(DEPLOY / "systemd" / "kansenbeeld-nginx.https.conf", folder / "https.conf")
    said = ran("systemd-analyze", "verify", "--man=no", str(unit))
    assert "kansenbeeld-nginx" not in said and "https.conf" not in said, said


@pytest.mark.parametrize("site", ["site.conf", "tls.conf"])
def test_nginx_takes_its_configuration(site: str, tmp_path: Path) -> None:
    conf = fleet.filled_in(tmp_path / "nginx", {})
    conf.write_text(conf.read_text().replace("include site.conf", f"include {site}"))
    _certificate(conf.parent / "tls")
    done = subprocess.run([fleet.program(), "-t", "-c", str(conf)], capture_output=True, text=True, check=False)
    assert done.returncode == 0 and "[warn]" not in done.stderr, done.stderr


@pytest.mark.parametrize("megabytes", ["", "37"])
def test_the_command_of_the_proxy_in_compose(megabytes: str, tmp_path: Path) -> None:
    proxy = compose(**({paths.MEGABYTES_VARIABLE: megabytes} if megabytes else {}))["services"]["proxy"]
    assert proxy["volumes"] == ["./nginx:/etc/nginx/kansenbeeld:ro"]
    fleet.filled_in(tmp_path / "given", {})
    started = f"{fleet.program()} -t"
    script = proxy["command"][-1].replace("$$", "$").replace("/etc/nginx/kansenbeeld", str(tmp_path / "given"))
    script = script.replace("/tmp/conf", str(tmp_path / "conf")).replace("exec nginx", f"exec {started}")  # noqa: S108
    for _ in range(2):  # A second time, as after a restart of the container.
        ran(*proxy["command"][:-1], script, **proxy["environment"])
    size = megabytes or str(paths.DEFAULT_MEGABYTES)
    assert (tmp_path / "conf" / "upload.conf").read_text() == f"client_max_body_size {size}m;\n"
    assert (tmp_path / "given" / "upload.conf").read_text() == (DEPLOY / "nginx" / "upload.conf").read_text()


def test_what_the_readme_changes_for_systemd(tmp_path: Path) -> None:
    changes = re.findall(r"^ {4}sed -i '([^']+)' /etc/kansenbeeld/nginx/(\S+)$", README, re.M)
    assert len(changes) == README.count("sed -i")
    copy = tmp_path / "nginx"
    shutil.copytree(DEPLOY / "nginx", copy)
    for change, name in changes:
        before = (copy / name).read_text()
        ran("sed", "-i", change, str(copy / name))
        assert (copy / name).read_text() != before, f"{change} changes nothing in {name}"
    texts = {path.name: path.read_text() for path in copy.iterdir()}
    assert not re.search(r"server app-|access_log /dev/", "".join(texts.values()))
    assert "include tls.conf;" in texts["nginx.conf"] and "listen 443 ssl" in texts["tls.conf"]
    for name, text in texts.items():
        (copy / name).write_text(text.replace("/tmp/", f"{tmp_path}/"))  # noqa: S108
    _certificate(copy / "tls")
    said = ran(fleet.program(), "-t", "-c", str(copy / "nginx.conf"))
    assert "[warn]" not in said, said


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
    names = {name.split("/")[0] for name in _copied()}
    taken = {line[1:].split("/")[0] for line in (ROOT / ".dockerignore").read_text().splitlines() if line[:1] == "!"}
    assert names == taken
    assert {paths.DATA.name, paths.QUERIES.name, paths.PAGES.name, "kansenbeeld", "locales", "pyproject.toml"} <= names
    assert "USER 10001:10001" in DOCKERFILE and 'CMD ["python", "-m", "streamlit"' in DOCKERFILE


def _copied() -> list[str]:
    """Names that the image that runs has of this repository: those of its last stage."""
    lines = re.findall(r"^COPY (?!--from)(.+) \S+$", LAST_STAGE, re.M)
    return [name for line in lines for name in line.split()]


def test_doctor_finds_in_the_image_what_it_reads(tmp_path: Path) -> None:
    root = tmp_path / "app"
    for name in _copied():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, root / name)
    state = tmp_path / "state"
    places = {name: str(state / name.lower()) for name in list(FIXED)[:3]}
    done = subprocess.run(
        [sys.executable, "-m", "kansenbeeld", "doctor", "--json", "--lang", "en"],
        capture_output=True,
        text=True,
        cwd=root,
        env={**os.environ, **places, paths.LEDGER_VARIABLE: f"sqlite:///{state / 'ledger.sqlite'}"},
        check=False,
    )
    lines = {line["check"]: line for line in json.loads(done.stdout)}
    assert [name for name, line in lines.items() if "could not be looked at" in line["value"]] == [], done.stderr
    assert lines["versions"]["state"] == "ok", lines["versions"]


def test_the_image_has_what_draws_letters() -> None:
    installed = re.search(r"apt-get install -y --no-install-recommends (.+) \\$", LAST_STAGE, re.M)
    assert installed and {"chromium", "fontconfig", "fonts-liberation"} <= set(installed[1].split())
    assert {"fontconfig", "fonts-liberation", "python3-venv"} <= set(README.split())


def test_compose_makes_no_file_in_a_container_that_may_not_be_written() -> None:
    # Compose refuses configs and secrets there that come from anything but a file.
    kept = compose()
    for kind in ("configs", "secrets"):
        for name, one in kept.get(kind, {}).items():
            assert list(one) == ["file"], f"{kind}: {name}"
    assert all(service["read_only"] for service in kept["services"].values())


def test_streamlit_takes_the_secrets_where_each_way_puts_them() -> None:
    variable = "STREAMLIT_SECRETS_FILES"
    kept = compose()
    for name in ("app-1", "app-2"):
        app = kept["services"][name]
        targets = {one if isinstance(one, str) else one["target"] for one in app["secrets"]}
        folder, _, file = app["environment"][variable].rpartition("/")
        assert folder == "/run/secrets" and file in targets and file.endswith(".toml")
    unit = (DEPLOY / "systemd" / "kansenbeeld.env.example").read_text()
    given = re.search(rf"^{variable}=(\S+\.toml)$", unit, re.M)
    assert given and given[1] in README
    pod = (DEPLOY / "kubernetes" / "app.yaml").read_text()
    settings = yaml.safe_load((DEPLOY / "kubernetes" / "settings.yaml").read_text())["data"]
    folder, _, file = settings[variable].rpartition("/")
    assert (
        f"mountPath: {folder}," in pod
        and f"\n  {file}: |" in (DEPLOY / "kubernetes" / "secret.example.yaml").read_text()
    )


def test_streamlit_reads_a_file_of_the_name_that_compose_gives(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from streamlit import config
    from streamlit.runtime.secrets import Secrets

    path = tmp_path / Path(compose()["services"]["app-1"]["environment"]["STREAMLIT_SECRETS_FILES"]).name
    shutil.copy(DEPLOY / "streamlit.secrets.example.toml", path)
    option = config.get_option
    monkeypatch.setattr(config, "get_option", lambda name: [str(path)] if name == "secrets.files" else option(name))
    secrets = Secrets()
    assert secrets.load_if_toml_exists() and secrets["auth"]["client_id"] == "kansenbeeld"


def test_both_guides_give_the_same_commands_and_they_name_what_is_there() -> None:
    given = []
    for name, word in (("operations.md", "FILE"), ("beheer.md", "BESTAND")):
        text = " ".join((ROOT / "docs" / name).read_text().split()).replace(word, "FILE")
        given.append(re.findall(r"`((?:docker|systemd-run|systemctl|kubectl|install|chown|mv|psql) [^`]+)`", text))
    assert given[0] == given[1] and len(given[0]) > 15
    text = "\n".join(given[0])
    assert set(re.findall(r"\b(?:app-\d|database)\b(?= |:|$)", text)) <= {*compose()["services"]}
    assert set(re.findall(r"-f (\S+)", text)) == {"deploy/compose.yaml", "deploy/kubernetes/by-hand.yaml"}
    assert {ROOT / one for one in re.findall(r"-f (\S+)", text)} <= {*DEPLOY.rglob("*.yaml")}
    assert re.search(r"^USER 10001:", DOCKERFILE, re.M) and "chown 10001 " in text
    unit = (DEPLOY / "systemd" / "kansenbeeld@.service").read_text()
    started = re.search(r"-p (User=\S+) -p (WorkingDirectory=\S+) -p (EnvironmentFile=\S+) (\S+)", text)
    assert started and all(part in unit for part in started.groups())


def test_git_leaves_alone_what_the_readme_tells_to_make() -> None:
    if not (ROOT / ".git").exists():
        pytest.skip("not a git repository")
    named = {path.rstrip("/.") for path in re.findall(r"(?<![\w/])deploy/[\w./@-]+", README)}
    made = {path for path in named if not (ROOT / path).exists()}
    # Also where somebody has made them.
    known = {
        "deploy/.env",
        "deploy/secrets/streamlit.toml",
        "deploy/nginx/tls/privkey.pem",
        "deploy/kubernetes/secret.yaml",
    }
    for path in sorted(made | known):
        done = subprocess.run(["git", "check-ignore", "-q", "--no-index", path], cwd=ROOT, check=False)
        assert done.returncode == 0, f"{path} is not in .gitignore"


SETTINGS = re.findall(
    r"^\| `(KANSENBEELD_\w+)",
    (ROOT / "README.md").read_text().partition("\n## Settings\n")[2].partition("\n## ")[0],
    re.M,
)


@pytest.mark.parametrize("setting", SETTINGS)
def test_every_setting_can_be_set_in_each_way_of_running_it(setting: str) -> None:
    examples = {
        "compose": (DEPLOY / "compose.env.example").read_text(),
        "systemd": (DEPLOY / "systemd" / "kansenbeeld.env.example").read_text(),
        "kubernetes": "".join(
            (DEPLOY / "kubernetes" / name).read_text() for name in ("settings.yaml", "secret.example.yaml")
        ),
    }
    if setting in FIXED:
        return
    for way, text in examples.items():
        assert re.search(rf"^(?: {{2}})?(?:# )?{setting}\w*[=:]", text, re.M), f"{way} does not name {setting}"
    for name in ("app-1", "app-2"):
        app = compose(**{setting: "chosen"})["services"][name]
        assert app["env_file"] == ".env"
        assert app["environment"].get(setting, "chosen") == "chosen", "compose.yaml sets it whatever .env says"


def test_commands_by_hand_find_what_the_processes_of_systemd_use() -> None:
    unit = (DEPLOY / "systemd" / "kansenbeeld@.service").read_text()
    example = (DEPLOY / "systemd" / "kansenbeeld.env.example").read_text()
    for variable in list(FIXED)[:4]:
        place = re.search(rf"\b{variable}=\S+", unit)
        assert place and f"\n{place[0]}\n" in example, variable


def test_a_container_that_is_made_again_keeps_its_address() -> None:
    # nginx looks each process up once; and a reader of another network may not get an address that changes.
    kept = compose()
    services, networks = kept["services"], kept["networks"]
    (range_,) = networks["inside"]["ipam"]["config"]
    inside, handed_out = ipaddress.ip_network(range_["subnet"]), ipaddress.ip_network(range_["ip_range"])
    fixed = {ipaddress.ip_address(services[name]["networks"]["inside"]["ipv4_address"]) for name in ("app-1", "app-2")}
    assert len(fixed) == 2 and handed_out.subnet_of(inside)
    assert all(address in inside and address not in handed_out for address in fixed)
    for name in ("app-1", "app-2"):
        assert set(services["proxy"]["networks"]) & set(services[name]["networks"]) == {"inside"}
    assert "inside" in services["database"]["networks"] and networks["inside"]["internal"]


def test_the_pod_by_hand_has_what_a_process_has() -> None:
    deployment = next(yaml.safe_load_all((DEPLOY / "kubernetes" / "app.yaml").read_text()))
    process = deployment["spec"]["template"]
    pod = yaml.safe_load((DEPLOY / "kubernetes" / "by-hand.yaml").read_text())
    assert pod["metadata"]["labels"] != process["metadata"]["labels"], "no visitor may be sent there"
    assert pod["spec"]["securityContext"] == process["spec"]["securityContext"]
    (ours,), (theirs,) = pod["spec"]["containers"], process["spec"]["containers"]
    for name in ("image", "envFrom", "securityContext"):
        assert ours[name] == theirs[name], name
    assert all(mount in theirs["volumeMounts"] for mount in ours["volumeMounts"])
    assert all(volume in process["spec"]["volumes"] for volume in pod["spec"]["volumes"])


def test_the_largest_file_is_the_same_number_everywhere() -> None:
    usual = paths.DEFAULT_MEGABYTES
    assert f"client_max_body_size {usual}m;" in (DEPLOY / "nginx" / "upload.conf").read_text()
    for service in ("proxy", "app-1", "app-2"):
        assert compose()["services"][service]["environment"][paths.MEGABYTES_VARIABLE] == str(usual)
    assert f"proxy-body-size: {usual}m" in (DEPLOY / "kubernetes" / "ingress.yaml").read_text()


@pytest.mark.parametrize("path", CLOSED)
def test_what_is_for_machines_is_closed_in_each_proxy(path: str) -> None:
    locations = (DEPLOY / "nginx" / "locations.conf").read_text()
    assert re.search(rf"^location (?:= )?{path.removesuffix('live')} {{ return 404; }}$", locations, re.M)
    assert f"- path: {path}\n" in (DEPLOY / "kubernetes" / "ingress.yaml").read_text()


def test_every_process_signs_with_one_secret_and_stops_within_its_time() -> None:
    assert "STREAMLIT_SERVER_COOKIE_SECRET: ${STREAMLIT_SERVER_COOKIE_SECRET:?" in (DEPLOY / "compose.yaml").read_text()
    kept = compose()
    apps = [kept["services"][name] for name in ("app-1", "app-2")]
    ports = {app["environment"].pop("STREAMLIT_SERVER_PORT") for app in apps}
    addresses = {app["networks"]["inside"].pop("ipv4_address") for app in apps}
    assert apps[0] == apps[1] and ports == {"8501", "8502"} and len(addresses) == 2
    for service in kept["services"].values():
        assert service["read_only"] and service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]
    drain = stopping.drain_seconds(apps[0]["environment"])
    assert 0 < drain < int(apps[0]["stop_grace_period"].removesuffix("s"))


def test_examples_hold_no_secret() -> None:
    for path in DEPLOY.rglob("*example*"):
        for value in re.findall(r"(?im)(?:secret|password)\w*[ \t]*[=:][ \t]*(\S+)$", path.read_text()):
            assert value in ('""', '"FILL-IN"', "FILL-IN") or value.endswith(".toml"), (path, value)


def test_documents_name_each_file() -> None:
    kept = [path for path in DEPLOY.rglob("*") if path.is_file() and path.name not in ("README.md", ".yamllint")]
    assert [str(path) for path in kept if path.name not in README] == []
    assert "deploy/README.md" in (ROOT / "README.md").read_text()
