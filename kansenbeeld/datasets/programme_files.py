"""Read the programme of conversations from ``data/conversations``: a file per conversation, and one with the themes.

What is wrong raises a ``DatasetError``, one sentence with the file and the field. A folder of datasets without
conversations is sound: its programme is empty.
"""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Collection, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from kansenbeeld import domain
from kansenbeeld.datasets.errors import DatasetError, Phrase, listed, shown
from kansenbeeld.datasets.nodes import Node
from kansenbeeld.datasets.programme import PARTICIPANTS, ROLES, Conversation, Evidence, Programme, Text, Theme
from kansenbeeld.language import language

FOLDER: Final = "conversations"
THEMES: Final = "themes.toml"
NUMBERS: Final = ("1", "2", "3", "4", "5", "6")
"""The conversations that can be; each number has a page of its own."""

CHOICES: Final[Mapping[str, tuple[Any, ...]]] = MappingProxyType(
    {
        # All groups but the lowest, with which they are compared.
        "high": domain.GROUPS["parental_education"][1:],
        "threshold": domain.THRESHOLDS,
        "areas": (False, True),
        "rule": domain.RULES,
    }
)
"""What evidence may choose, and its values: the fields of ``findings.Selection`` other than the district."""

_CONVERSATION: Final = ("number", "theme", "district", "date", "place", "participants", "facts", "source")
_THEME: Final = ("title", "about", "evidence", "questions", "not_said", "missing")
_EVIDENCE: Final = ("question", "role", "choices", "notes")
_LINE: Final = re.compile(r"\(at (?:line (?P<line>\d+), column \d+|end of document)\)")


def programme_files(data_dir: Path) -> tuple[Path, ...]:
    """Return the files of the programme in a data folder, by name; none where it holds no conversations."""
    return tuple(sorted((data_dir / FOLDER).glob("*.toml")))


def read_programme(data_dir: Path, districts: Collection[str]) -> Programme:
    """Read and check the programme.

    Args:
        data_dir: the folder of datasets.
        districts: codes of the districts of 2022.

    Raises:
        DatasetError: the first thing that is wrong.
    """
    files = {path.name: _read(path) for path in programme_files(data_dir)}
    themes: dict[str, Theme] = {}
    if THEMES in files:
        catalogue = files.pop(THEMES)
        themes = {name: _theme(name, _table(catalogue, name)) for name in catalogue.data}
    conversations: dict[str, tuple[str, Conversation]] = {}
    for name, root in files.items():
        found = _conversation(root, themes, districts)
        if found.id in conversations:
            raise DatasetError("same_number", root.file, value=shown(found.id), other=conversations[found.id][0])
        conversations[found.id] = (f"{FOLDER}/{name}", found)
    return Programme(tuple(conversations[number][1] for number in sorted(conversations)), MappingProxyType(themes))


def _read(path: Path) -> Node:
    file = f"{FOLDER}/{path.name}"
    content = path.read_bytes()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = content[: error.start].count(b"\n") + 1
        raise DatasetError("not_utf8", file, row=row) from None
    try:
        return Node(file, "", tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        place = _LINE.search(str(error))
        row = int(place["line"]) if place and place["line"] else len(text.splitlines())
        reason = _LINE.sub("", str(error)).strip()
        raise DatasetError("no_toml", file, row=row, reason=reason) from None
    except (RecursionError, ValueError) as error:
        why = Phrase("nested" if isinstance(error, RecursionError) else "long_number")
        raise DatasetError("no_toml", file, row=1, reason=why) from None


def _table(node: Node, key: str) -> Node:
    value = node.data[key]
    if not isinstance(value, dict):
        raise node.wrong(key, Phrase("table"))
    return Node(node.file, node.at(key), value)


def _known(node: Node, fields: Collection[str]) -> None:
    for key in node.data:
        if key not in fields:
            raise DatasetError("unknown_field", node.file, field=node.at(key), expected=listed(fields))


def _conversation(root: Node, themes: Mapping[str, Theme], districts: Collection[str]) -> Conversation:
    _known(root, _CONVERSATION)
    number = root.data.get("number")
    if number is None:
        raise DatasetError("missing_field", root.file, field="number", expected=Phrase("one_of", codes=listed(NUMBERS)))
    if type(number) is not int or str(number) not in NUMBERS:
        raise root.wrong("number", Phrase("one_of", codes=listed(NUMBERS)))
    return Conversation(
        id=str(number),
        theme=root.choice("theme", sorted(themes)) if "theme" in root.data else None,
        district=root.choice("district", sorted(districts)) if "district" in root.data else None,
        date=_date(root),
        place=root.text("place") if "place" in root.data else None,
        participants=_participants(root),
        facts=_texts(root, "facts"),
        source=root.languages("source") if "source" in root.data else None,
    )


def _date(root: Node) -> dt.date | None:
    value = root.data.get("date")
    if value is not None and type(value) is not dt.date:
        raise root.wrong("date", Phrase("toml_date"))
    return value


def _participants(root: Node) -> tuple[str, ...]:
    given = root.data.get("participants", [])
    if not isinstance(given, list):
        raise root.wrong("participants", Phrase("list_of", codes=listed(PARTICIPANTS)))
    for number, one in enumerate(given):
        if one not in PARTICIPANTS:
            raise DatasetError(
                "wrong_field",
                root.file,
                field=f"participants[{number}]",
                value=shown(one),
                expected=Phrase("one_of", codes=listed(PARTICIPANTS)),
            )
    return tuple(given)


def _texts(node: Node, key: str) -> tuple[Text, ...]:
    return tuple(text.languages() for text in node.nodes(key)) if key in node.data else ()


def _theme(name: str, node: Node) -> Theme:
    _known(node, _THEME)
    evidence = tuple(_evidence(one) for one in node.nodes("evidence"))
    leads = sum(one.role == "lead" for one in evidence)
    if leads != 1:
        raise DatasetError("one_lead", node.file, field=node.at("evidence"), value=leads)
    if evidence[0].role != "lead":
        raise DatasetError("lead_first", node.file, field=node.at("evidence"))
    return Theme(
        id=name,
        title=node.languages("title"),
        about=node.languages("about"),
        evidence=evidence,
        questions=tuple(text.languages() for text in node.nodes("questions")),
        not_said=tuple(text.languages() for text in node.nodes("not_said")),
        missing=_texts(node, "missing"),
    )


def _evidence(node: Node) -> Evidence:
    _known(node, _EVIDENCE)
    question = node.text("question", Phrase("question"))
    # Each question has its title in the catalogue.
    if f"{question}.title" not in language("nl").messages:
        raise node.wrong("question", Phrase("question_such_as"))
    role = node.choice("role", ROLES)
    return Evidence(
        question=question,
        role=next(known for known in ROLES if known == role),
        choices=_choices(node.node("choices")) if "choices" in node.data else {},
        notes=node.languages("notes"),
    )


def _choices(node: Node) -> dict[str, Any]:
    _known(node, CHOICES)
    for key, value in node.data.items():
        if not any(type(value) is type(allowed) and value == allowed for allowed in CHOICES[key]):
            allowed = listed(str(one).lower() if isinstance(one, bool) else str(one) for one in CHOICES[key])
            raise node.wrong(key, Phrase("one_of", codes=allowed))
    return dict(node.data)
