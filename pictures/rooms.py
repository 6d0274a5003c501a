"""The diagram of the rooms in ``docs/architecture.md``, made from the imports: ``python -m pictures.rooms``.

An arrow says that one room imports from the next. One that follows from other arrows is left out, so that the way of
the data can be seen.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import grimp

from kansenbeeld import paths

PAGE: Final = paths.ROOT / "docs" / "architecture.md"
BEGIN: Final = "<!-- rooms: python -m pictures.rooms -->"
END: Final = "<!-- rooms end -->"
_PACKAGE: Final = "kansenbeeld"
_WORDS: Final = "words"
"""The room of the small modules that know no other: the words of the field, texts, places, clock, log."""
_ENTRIES: Final = ("cli", "__main__")

Rooms = Mapping[str, frozenset[str]]
"""Room to the rooms that it imports from."""


def rooms() -> Rooms:
    """Return which room imports from which, as the code stands."""
    graph = grimp.build_graph(_PACKAGE, cache_dir=None)
    found: dict[str, set[str]] = {"pages": _of_scripts(paths.PAGES)}
    for module in graph.modules - {_PACKAGE}:
        here = room(module)
        found.setdefault(here, set())
        for other in graph.find_modules_directly_imported_by(module) - {_PACKAGE}:
            found[here].add(room(other))
    return {name: frozenset(others - {name}) for name, others in sorted(found.items())}


def room(module: str) -> str:
    """Return the room of a module of the package, by its whole name."""
    name = module.split(".")[1]
    if name in _ENTRIES:
        return "cli"
    return name if (paths.ROOT / _PACKAGE / name).is_dir() else _WORDS


def _of_scripts(folder: Path) -> set[str]:
    """Return the rooms that the scripts in a folder, which is no package, import from."""
    asked: set[str] = set()
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module == _PACKAGE:
                asked |= {room(f"{_PACKAGE}.{alias.name}") for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith(f"{_PACKAGE}."):
                asked.add(room(str(node.module)))
    return asked


def reduced(known: Rooms) -> Rooms:
    """Return the arrows that follow from no others.

    Raises:
        ValueError: the rooms import from each other in a circle, so no order of them can be drawn.
    """
    beyond: dict[str, frozenset[str]] = {}

    def reach(name: str, above: tuple[str, ...]) -> frozenset[str]:
        if name in above:
            raise ValueError(f"rooms import from each other in a circle: {' -> '.join((*above, name))}")
        if name not in beyond:
            direct = known[name]
            beyond[name] = direct.union(*(reach(other, (*above, name)) for other in direct))
        return beyond[name]

    for name in known:
        reach(name, ())
    return {
        name: frozenset(other for other in direct if not any(other in beyond[via] for via in direct))
        for name, direct in known.items()
    }


def mermaid(known: Rooms) -> str:
    """Return the diagram as text of Mermaid, which sites of repositories draw."""
    files = sorted(path.stem for path in (paths.ROOT / _PACKAGE).glob("*.py") if not path.stem.startswith("__"))
    small = ", ".join(name for name in files if name not in _ENTRIES)
    lines = ["```mermaid", "flowchart TD"]
    lines += [f'    {name}["{small}"]' if name == _WORDS else f"    {name}" for name in known]
    lines += [f"    {name} --> {other}" for name, others in reduced(known).items() for other in sorted(others)]
    return "\n".join([*lines, "```"])


def written(text: str) -> str:
    """Return the page with the diagram of now between its two marks.

    Raises:
        ValueError: the page lacks a mark.
    """
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"{PAGE.name} lacks the line {BEGIN if not begin else END}")
    return f"{before}{BEGIN}\n{mermaid(rooms())}\n{END}{after}"


def main() -> int:
    """Write the diagram into the page."""
    PAGE.write_text(written(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    print(PAGE.relative_to(paths.ROOT))
    return 0


if __name__ == "__main__":
    sys.exit(main())
