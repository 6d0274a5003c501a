"""Which licences go together with the product's own."""

from __future__ import annotations

from email.message import Message
from pathlib import Path

import pytest

from audit import licences


@pytest.mark.parametrize(
    "said",
    [
        "MIT",
        "Apache-2.0 OR GPL-3.0-only",
        "MIT AND (GPL-2.0-only OR BSD-3-Clause)",
        "BSD-3-Clause AND 0BSD AND MIT AND Zlib AND CC0-1.0",
        "(MIT OR GPL-3.0-only) AND (PSF-2.0)",
        "LGPL-3.0-only WITH GCC-exception-3.1",
        "Mozilla Public License 2.0 (MPL 2.0)",
    ],
)
def test_a_licence_that_fits(said: str) -> None:
    assert licences.fits(said)


@pytest.mark.parametrize(
    "said",
    [
        "",
        "GPL-3.0-only",
        "MIT AND GPL-3.0-only",
        "MIT and GPL-3.0-only",
        "GPL-3.0-only OR AGPL-3.0-only",
        "(MIT OR BSD-3-Clause) AND GPL-3.0-only",
        "MIT AND (Apache-2.0 AND (GPL-3.0-only OR SSPL-1.0))",
        "GPL-2.0-only WITH Apache-exception",
        "Proprietary",
    ],
)
def test_a_licence_that_does_not_fit(said: str) -> None:
    assert not licences.fits(said)


def test_each_of_several_classifiers_must_fit() -> None:
    about = Message()
    about["Classifier"] = "License :: OSI Approved :: MIT License"
    about["Classifier"] = "License :: OSI Approved :: GNU General Public License v3 (GPLv3)"
    assert not licences.fits(licences.licence_of(about))  # type: ignore[arg-type]


def test_what_is_asked_for_brings_what_it_needs(tmp_path: Path) -> None:
    asked = tmp_path / "requirements.txt"
    asked.write_text("# Tests.\npytest\n", encoding="utf-8")
    assert {"pytest", "pluggy", "packaging"} <= set(licences.needed(asked))
