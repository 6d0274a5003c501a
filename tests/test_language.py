"""The catalogues: whole in both languages, nothing unused, the same values, no words that data can't carry."""

from __future__ import annotations

import ast
import datetime as dt
import re
import string
from collections import Counter
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from kansenbeeld.language import LANGUAGES, Language, catalogues, language

ROOT = Path(__file__).resolve().parent.parent
CAUSAL = re.compile(
    r"\b(leidt tot|leiden tot|veroorzaak\w*|doordat|dankzij|als gevolg van|het effect|laagopgeleid\w*"
    r"|leads? to|caus(?:es?|ed|ing)|because of|thanks to|as a result of|the effect|low-educated)\b",
    re.IGNORECASE,
)


def _asked_for() -> tuple[set[str], set[str]]:
    """Keys that the code names, and patterns of those that it puts together from a code of the domain."""
    keys: set[str] = set()
    patterns: set[str] = set()
    folders = (
        "findings",
        "exports",
        "conversations",
        "web",
        "sources",
        "commands",
        "screening",
        "publishing",
        "operations",
        "store",
    )
    scripts = [path for folder in folders for path in (ROOT / "kansenbeeld" / folder).rglob("*.py")]
    for template in (ROOT / "kansenbeeld").rglob("*.j2"):
        keys |= set(re.findall(r"""words\.text\(["']([\w.]+)["']""", template.read_text(encoding="utf-8")))
    scripts += [ROOT / "kansenbeeld" / "cli.py", ROOT / "kansenbeeld" / "datasets" / "errors.py"]
    for path in [*scripts, *(ROOT / "pages").rglob("*.py")]:
        constants: dict[str, str] = {}
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            target = node.target if isinstance(node, ast.AnnAssign) else None
            if (
                isinstance(target, ast.Name)
                and isinstance(node, ast.AnnAssign)
                and isinstance(node.value, ast.Constant)
            ):
                constants[target.id] = str(node.value.value)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in ("text", "text_or")
            ):
                continue
            argument = node.args[0]
            if isinstance(argument, ast.Constant):
                keys.add(argument.value)
            elif isinstance(argument, ast.JoinedStr):
                patterns.add("".join(_piece(part, constants) for part in argument.values))
    return keys, patterns


def _piece(part: ast.expr, constants: dict[str, str]) -> str:
    if isinstance(part, ast.Constant):
        return re.escape(part.value)
    if isinstance(part, ast.FormattedValue) and isinstance(part.value, ast.Name) and part.value.id in constants:
        return re.escape(constants[part.value.id])
    return r"[^\s]+"


@pytest.mark.parametrize("code", LANGUAGES)
def test_no_message_is_missing_or_unused(code: str) -> None:
    messages = set(language(code).messages)  # type: ignore[arg-type]
    keys, patterns = _asked_for()
    assert keys - messages == set()
    unmatched = {pattern for pattern in patterns if not any(re.fullmatch(pattern, key) for key in messages)}
    assert unmatched == set()
    used = keys | {key for key in messages for pattern in patterns if re.fullmatch(pattern, key)}
    assert messages - used == set()


def test_no_message_stands_in_two_catalogues() -> None:
    for code in LANGUAGES:
        keys = [
            str(entry.id) for path in catalogues(code) for entry in read_po(path.open("rb"), locale=code) if entry.id
        ]
        assert [key for key, times in Counter(keys).items() if times > 1] == []


def test_both_languages_have_the_same_keys_and_values() -> None:
    dutch, english = language("nl").messages, language("en").messages
    assert dutch.keys() == english.keys()
    for key, text in dutch.items():
        assert _fields(text) == _fields(english[key]), key


def _fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("code", LANGUAGES)
def test_no_message_is_empty_or_causal(code: str) -> None:
    for key, text in language(code).messages.items():  # type: ignore[arg-type]
        assert text.strip(), key
        assert not CAUSAL.search(text), f"{key}: {text}"


def test_numbers_and_dates_in_the_notation_of_the_reader() -> None:
    dutch, english = language("nl"), language("en")
    assert (dutch.number(26636), english.number(26636)) == ("26.636", "26,636")
    assert (dutch.percent(47.04, 1), english.percent(47.04, 1)) == ("47,0%", "47.0%")
    assert (dutch.signed(3.2), dutch.signed(-3.2), dutch.signed(-0.2)) == ("+3", "−3", "0")
    assert (dutch.date(dt.date(2026, 11, 1)), english.date(dt.date(2026, 11, 1))) == (
        "1 november 2026",
        "1 November 2026",
    )
    assert (dutch.separators, english.separators) == (",.", ".,")


def test_an_unknown_key_is_an_error() -> None:
    with pytest.raises(KeyError):
        Language("nl", {}).text("no.such.key")
