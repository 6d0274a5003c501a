"""The two languages of the product: texts from the gettext catalogues, numbers and dates in the reader's notation.

A text is looked up by a key such as ``gap.headline.clear`` in ``locales/<language>/LC_MESSAGES/``, which holds one
``.po`` file per room of texts. Sentences stand whole in the catalogue and take named values; code never puts a
sentence together.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Sequence
from pathlib import Path
from typing import Final, Literal

from babel.dates import format_date
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from kansenbeeld import clock

LanguageCode = Literal["nl", "en"]

LANGUAGES: Final[tuple[LanguageCode, ...]] = ("nl", "en")
DEFAULT_LANGUAGE: Final[LanguageCode] = "nl"
LOCALES: Final = Path(__file__).resolve().parent.parent / "locales"
_BABEL_LOCALE: Final[dict[LanguageCode, str]] = {"nl": "nl_NL", "en": "en_GB"}


class Language:
    """One language: ``text(key, **values)`` gives a sentence, the other methods write numbers and dates."""

    def __init__(self, code: LanguageCode, messages: dict[str, str]) -> None:
        self.code: Final = code
        self.messages: Final = messages
        self._locale: Final = _BABEL_LOCALE[code]

    def text(self, key: str, /, **values: object) -> str:
        """Return the text of a key with its named values filled in.

        Raises:
            KeyError: the catalogue has no such key, or the text names a value that was not given.
        """
        message = self.messages[key]
        return message.format(**values) if values else message

    def text_or(self, key: str, otherwise: str) -> str:
        """Return the text of a key, or ``otherwise`` where the catalogue has none."""
        return self.messages.get(key, otherwise)

    def number(self, value: float, decimals: int = 0) -> str:
        """Write a number, as ``26.636`` in Dutch and ``26,636`` in English."""
        return _written(_no_negative_zero(value, decimals), decimals, self._locale)

    def percent(self, percentage: float, decimals: int = 0) -> str:
        """Write a percentage (0-100), as ``45%``."""
        return f"{self.number(percentage, decimals)}%"

    def signed(self, value: float, decimals: int = 0) -> str:
        """Write a difference with its sign, as ``+3`` or ``\N{MINUS SIGN}3``; zero has none."""
        written = self.number(value, decimals)
        return written if written[0] == "\N{MINUS SIGN}" or float(f"{value:.{decimals}f}") == 0 else f"+{written}"

    def date(self, day: dt.date) -> str:
        """Write a date in full, as ``1 november 2026``."""
        return format_date(day, format="d MMMM y", locale=self._locale)

    def month(self, day: dt.date) -> str:
        """Write the month of a day with its year, as a heading: ``November 2026``."""
        written = format_date(day, format="MMMM y", locale=self._locale)
        return written[0].upper() + written[1:]

    def moment(self, at: dt.datetime) -> str:
        """Write a moment, which has a time zone, as it was in Amsterdam: ``1 maart 2026, 13:05``."""
        local = at.astimezone(clock.AMSTERDAM)
        return f"{self.date(local.date())}, {local:%H:%M}"

    def listed(self, words: Sequence[str]) -> str:
        """Write words as a list in a sentence, as ``3, 4 en 5``."""
        if len(words) < 2:
            return "".join(words)
        return self.text("list.last", first=", ".join(words[:-1]), last=words[-1])

    @property
    def separators(self) -> str:
        """Decimal and thousands mark, in the notation of Plotly's ``layout.separators``."""
        return ",." if self.code == "nl" else ".,"


def sentence(text: str) -> str:
    """Return what a person typed as a sentence, so that a next one can follow it: with a full stop where it has none.

    An empty text stays empty.
    """
    tidy = text.strip()
    return tidy if not tidy or tidy.rstrip("\"'’”)")[-1:] in ".!?…" else f"{tidy}."


@functools.lru_cache(maxsize=1 << 14)
def _written(value: float, decimals: int, locale: str) -> str:
    """A number in a notation, kept: tables have the same percentages again and again, and writing one is slow."""
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    return format_decimal(value, format=pattern, locale=locale).replace("-", "\N{MINUS SIGN}")


def _no_negative_zero(value: float, decimals: int) -> float:
    return 0.0 if round(value, decimals) == 0 else value


def catalogues(code: LanguageCode, locales: Path = LOCALES) -> tuple[Path, ...]:
    """Return the catalogues of a language, one file per room of texts, in order of name."""
    return tuple(sorted((locales / code / "LC_MESSAGES").glob("*.po")))


@functools.cache
def language(code: LanguageCode) -> Language:
    """Return a language, its catalogues read once per process.

    Raises:
        FileNotFoundError: there is no catalogue for the code.
    """
    paths = catalogues(code)
    if not paths:
        raise FileNotFoundError(f"no catalogue in {LOCALES / code}")
    messages: dict[str, str] = {}
    for path in paths:
        with path.open("rb") as file:
            messages |= {str(entry.id): str(entry.string) for entry in read_po(file, locale=code) if entry.id}
    return Language(code, messages)
