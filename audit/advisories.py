"""Known vulnerabilities in what is installed, by pip-audit, from the first service that answers."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from importlib import metadata
from pathlib import Path
from typing import Any, Final

SERVICES: Final = ("pypi", "osv")
_PROBE: Final = "pip"
"""Of this package every service knows something; it is asked first, so that a network without one is told at once."""
_SECONDS: Final = "15"


def audit() -> bool:
    """Whether no service knows of a vulnerability; also where no service answers, which is then said."""
    service = next((one for one in SERVICES if _answers(one)), None)
    if service is None:
        print("advisories: NOT AUDITED: no advisory service answers (asked: PyPI, OSV)")
        return True
    found = _asked(service, [])
    if found is None:
        print(f"advisories: NOT AUDITED: the service {service} stopped answering")
        return True
    faults = [(one["name"], one["version"], fault) for one in found for fault in one.get("vulns", [])]
    for name, version, fault in faults:
        mended = ", ".join(fault.get("fix_versions", [])) or "no version yet"
        print(f"advisories: {name} {version}: {fault['id']}, mended in {mended}")
    unknown = [one["name"] for one in found if "skip_reason" in one]
    print(f"advisories: {len(found) - len(unknown)} packages audited by {service}, {len(faults)} vulnerabilities")
    if unknown:
        print(f"advisories: NOT AUDITED: unknown to {service}: {', '.join(unknown)}")
    return not faults


def _answers(service: str) -> bool:
    """Whether a service knows of a package that it must know of."""
    with tempfile.TemporaryDirectory() as folder:
        one = Path(folder) / "requirements.txt"
        one.write_text(f"{_PROBE}=={metadata.version(_PROBE)}\n", encoding="utf-8")
        found = _asked(service, ["--requirement", str(one), "--no-deps", "--disable-pip"])
    return bool(found) and not any("skip_reason" in one for one in found or ())


def _asked(service: str, arguments: list[str]) -> list[dict[str, Any]] | None:
    """What pip-audit says of each package, or nothing where it got no answer."""
    command = [sys.executable, "-m", "pip_audit", "--format", "json", "--progress-spinner", "off"]
    command += ["--vulnerability-service", service, "--timeout", _SECONDS, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    try:
        found: list[dict[str, Any]] = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError):
        return None
    return found
