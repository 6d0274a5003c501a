"""Bandit over what runs; its settings and the reasons for them stand in ``pyproject.toml``."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
CHECKED: Final = ("kansenbeeld", "pages", "dashboard.py")


def audit() -> bool:
    """Whether bandit finds nothing."""
    command = [sys.executable, "-m", "bandit", "-q", "-c", "pyproject.toml", "-r", *CHECKED, "-f", "custom"]
    form = "{relpath}:{line}: {test_id} {msg}"
    done = subprocess.run([*command, "--msg-template", form], cwd=ROOT, text=True, capture_output=True, check=False)
    if done.returncode:
        print(f"code: bandit found\n{done.stdout}{'' if done.stdout.strip() else done.stderr[-2000:]}")
    else:
        print("code: bandit finds nothing")
    return done.returncode == 0
