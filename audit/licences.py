"""Licences of what the product is run with: all must go together with EUPL-1.2."""

from __future__ import annotations

import re
from importlib import metadata
from pathlib import Path
from typing import Final

from packaging.markers import default_environment
from packaging.requirements import Requirement

ROOT: Final = Path(__file__).resolve().parents[1]

FITTING: Final = re.compile(
    r"\b(MIT|BSD|0BSD|Apache|ISC|PSF|Python Software Foundation|MPL|Mozilla|LGPL|Lesser General Public|HPND|CMU|"
    r"Historical Permission|Unlicense|Zlib|CC0|EUPL)",
    re.IGNORECASE,
)
"""Permissive ones, and weak copyleft of libraries that are used as they are."""

_WORDS: Final = re.compile(r"[()]|\s+|[^\s()]+")
_WITH: Final = re.compile(r"\sWITH\s", re.IGNORECASE)


def audit() -> bool:
    """Whether each package that the product needs, and each that those need, names a licence that fits."""
    wrong = {}
    names = needed(ROOT / "requirements.txt")
    for name in names:
        said = licence_of(metadata.metadata(name))
        if not fits(said):
            wrong[name] = said
    for name, said in sorted(wrong.items()):
        print(f"licences: {name}: {said[:100] or 'names none'}")
    print(f"licences: {len(names) - len(wrong)} of {len(names)} packages go together with EUPL-1.2")
    return not wrong


def fits(said: str) -> bool:
    """Whether a licence goes together with EUPL-1.2, or an SPDX expression of several: all of an AND, one of an OR."""
    for operator, enough in (("OR", any), ("AND", all)):
        parts = _parts(said, operator)
        if len(parts) > 1:
            return enough([fits(part) for part in parts])
    one = said.strip()
    if one.startswith("(") and one.endswith(")"):
        return fits(one[1:-1])
    # An exception gives more than its licence, and its name may hold that of another.
    return bool(FITTING.search(_WITH.split(one, maxsplit=1)[0]))


def _parts(said: str, operator: str) -> list[str]:
    """Cut an expression at an operator that stands within no brackets."""
    parts, depth = [""], 0
    for word in _WORDS.findall(said):
        depth += (word == "(") - (word == ")")
        if depth == 0 and word.upper() == operator:
            parts.append("")
        else:
            parts[-1] += word
    return parts


def licence_of(about: metadata.PackageMetadata) -> str:
    """Return what a package says of its licence, the shortest form that it has.

    Where it has several classifiers, none says whether one of them is enough, and so all are asked for.
    """
    said = about.get("License-Expression") or ""
    classed = [one.rpartition(" :: ")[2] for one in about.get_all("Classifier", []) if one.startswith("License ::")]
    return said or " AND ".join(classed) or (about.get("License") or "").partition("\n")[0]


def needed(requirements: Path) -> list[str]:
    """Return the names of the packages in a file of requirements and of all that those need here, in order.

    Raises:
        OSError: the file can't be read.
        packaging.requirements.InvalidRequirement: a line of it is none.
        importlib.metadata.PackageNotFoundError: one of them is not installed.
    """
    lines = requirements.read_text(encoding="utf-8").splitlines()
    asked = [Requirement(line) for line in lines if line.strip() and not line.startswith(("#", "-"))]
    found: set[str] = set()
    while asked:
        one = asked.pop()
        name = re.sub(r"[-_.]+", "-", one.name).lower()
        extras = one.extras or {""}
        if name not in found:
            found.add(name)
            for line in metadata.requires(name) or ():
                other = Requirement(line)
                environment = default_environment()
                if other.marker is None or any(
                    other.marker.evaluate({**environment, "extra": extra}) for extra in extras
                ):
                    asked.append(other)
    return sorted(found)
