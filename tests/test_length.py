"""No function is longer than a reader takes in at once.

Lines of code are counted: a docstring, comments and blank lines are not, so that nobody shortens by saying less. That
everything public has a docstring is a rule of ruff (D1); that page scripts are short stands in ``web/test_pages.py``.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("kansenbeeld", "pages", "benchmarks", "fuzz", "audit", "pictures")
MOST = 50
LONGER: dict[str, str] = {}
"""Functions that may be longer, such as ``kansenbeeld/charts/map.py:to_svg``, each with a reason of one sentence."""


def functions(text: str) -> Iterator[tuple[str, int]]:
    """Give every function of a script, those in classes and in functions too, with its number of lines of code."""
    lines = text.splitlines()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            own = {*range(node.lineno, (node.end_lineno or node.lineno) + 1)}
            if ast.get_docstring(node, clean=False) is not None:
                first = node.body[0]
                own -= {*range(first.lineno, (first.end_lineno or first.lineno) + 1)}
            yield node.name, sum(not lines[number - 1].lstrip().startswith("#") for number in own if lines[number - 1])


def lengths() -> dict[str, int]:
    """Lines of code of every function of the product, by file and name; of two with one name in a file, the longer."""
    found: dict[str, int] = {}
    for path in [*(path for room in ROOMS for path in (ROOT / room).rglob("*.py")), ROOT / "dashboard.py"]:
        for name, lines in functions(path.read_text(encoding="utf-8")):
            key = f"{path.relative_to(ROOT).as_posix()}:{name}"
            found[key] = max(lines, found.get(key, 0))
    return found


def test_no_function_is_long_without_a_reason() -> None:
    found = lengths()
    assert len(found) > 1000
    assert {name: lines for name, lines in found.items() if lines > MOST and name not in LONGER} == {}
    assert {name for name in LONGER if found.get(name, 0) <= MOST} == set()


def test_only_code_counts() -> None:
    text = '''
def outside(
    one: int,
) -> int:
    """Say what it does.

    At length.
    """
    # And why.

    def inside() -> str:
        return """two

        lines"""

    return one
'''
    assert dict(functions(text)) == {"outside": 7, "inside": 3}
