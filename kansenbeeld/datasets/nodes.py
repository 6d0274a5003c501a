"""Objects read from JSON or TOML, which name their place when something about them is wrong.

Each method raises ``DatasetError`` when what it is asked for is missing or of another kind.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from kansenbeeld.datasets import addresses
from kansenbeeld.datasets.errors import DatasetError, Phrase, listed, shown

LANGUAGES: Final = ("nl", "en")
_TEXT: Final = Phrase("text")


@dataclass(frozen=True)
class Node:
    """An object or table of a file, with the place where it stands, so that each mistake can be named.

    Attributes:
        file: the file, relative to the data folder.
        place: the keys that lead to it; empty for the whole file.
        data: what stands there.
    """

    file: str
    place: str
    data: Mapping[str, Any]

    def at(self, key: str) -> str:
        """Return the place of a key."""
        return f"{self.place}.{key}" if self.place else key

    def text(self, key: str, expected: Phrase = _TEXT) -> str:
        """Return a text that must be there."""
        value = self.data.get(key)
        if value is None or value == "":
            raise DatasetError("missing_field", self.file, field=self.at(key), expected=expected)
        # Half a sign ("\\ud800") can stand in JSON and can't be written to any file.
        if not isinstance(value, str) or any("\ud800" <= sign <= "\udfff" for sign in value):
            raise self.wrong(key, expected)
        return value

    def optional(self, key: str) -> str:
        """Return a text, empty where it is not there."""
        return self.text(key) if self.data.get(key) else ""

    def address(self, key: str) -> str:
        """Return the address of a web page, empty where it is not there."""
        text = self.optional(key)
        try:
            return addresses.web(text) if text else ""
        except ValueError:
            raise self.wrong(key, Phrase("address")) from None

    def node(self, key: str) -> Node:
        """Return an object that must be there."""
        value = self.data.get(key)
        if value is None:
            raise DatasetError("missing_field", self.file, field=self.at(key), expected=Phrase("object"))
        if not isinstance(value, dict):
            raise self.wrong(key, Phrase("object"))
        return Node(self.file, self.at(key), value)

    def nodes(self, key: str) -> tuple[Node, ...]:
        """Return a list of at least one object."""
        value = self.data.get(key)
        if not value:
            raise DatasetError("missing_field", self.file, field=self.at(key), expected=Phrase("objects"))
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise self.wrong(key, Phrase("objects"))
        return tuple(Node(self.file, f"{self.at(key)}[{i}]", item) for i, item in enumerate(value))

    def languages(self, key: str | None = None) -> Mapping[str, str]:
        """Return a text in both languages, from a key or from this object itself."""
        node = self.node(key) if key else self
        return MappingProxyType({lang: node.text(lang, Phrase("text_in", language=lang)) for lang in LANGUAGES})

    def choice(self, key: str, allowed: Iterable[str]) -> str:
        """Return a text that must be one of those allowed."""
        allowed = tuple(allowed)
        expected = Phrase("one_of", codes=listed(allowed))
        value = self.text(key, expected)
        if value not in allowed:
            raise self.wrong(key, expected)
        return value

    def day(self, key: str) -> date:
        """Return a date that is written as text."""
        try:
            return date.fromisoformat(self.text(key, Phrase("date")))
        except ValueError:
            raise self.wrong(key, Phrase("date")) from None

    def wrong(self, key: str, expected: Phrase) -> DatasetError:
        """Make the error of a key whose value is not what is expected."""
        return DatasetError(
            "wrong_field", self.file, field=self.at(key), value=shown(self.data.get(key)), expected=expected
        )
