"""What an address asks for, read from texts of unknown origin: nothing of them is ever written back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from starlette.datastructures import QueryParams
from starlette.requests import Request

from kansenbeeld.conversations.story import chosen
from kansenbeeld.datasets.programme import Conversation, Programme
from kansenbeeld.domain import CITY
from kansenbeeld.findings import Selection, municipality
from kansenbeeld.language import DEFAULT_LANGUAGE, LANGUAGES, LanguageCode
from kansenbeeld.store import Snapshot
from kansenbeeld.web import context

_YES: Final = ("true", "1", "yes")


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks for beside its path.

    Attributes:
        code: the language.
        named: whether the address names the language; otherwise the browser chose it.
        version: the pinned data version, empty for the newest.
        embed: whether the page stands inside another one.
        theme, district: chosen for a conversation whose own are not known, empty for none; see :meth:`about`.
    """

    code: LanguageCode
    named: bool
    version: str
    embed: bool
    theme: str = ""
    district: str = ""

    @classmethod
    def of(cls, request: Request) -> Asked:
        """Read a request; what is not known falls back to its default."""
        query = request.query_params
        named = next((code for code in LANGUAGES if code == query.get("lang")), None)
        return cls(
            code=named or preferred(request.headers.get("accept-language", "")),
            named=named is not None,
            version=query.get("version", ""),
            embed=query.get("embed") in _YES,
            theme=query.get("theme", ""),
            district=query.get("district", ""),
        )

    def about(self, given: Conversation, known: Programme, snapshot: Snapshot) -> tuple[Conversation, Asked]:
        """Fill in what the programme leaves open of a conversation with what the address chooses.

        Returns:
            The conversation, and this with only those choices that were taken.
        """
        districts = context.district_names(snapshot)
        filled, taken = chosen(given, known, districts, theme=self.theme, district=self.district)
        return filled, replace(self, theme=taken.get("theme", ""), district=taken.get("district", ""))

    @property
    def choices(self) -> dict[str, str]:
        """The choices of theme and district that were taken, as an address holds them."""
        return {name: value for name, value in (("theme", self.theme), ("district", self.district)) if value}

    def newest(self) -> Asked:
        """Return the same without a pinned version."""
        return replace(self, version="")


def selection(query: QueryParams, snapshot: Snapshot) -> Selection:
    """Return the selection in an address, a district by name or code; what is not known falls back to its default."""
    names = context.district_names(snapshot)
    codes = {name: code for code, name in names.items()}
    district = query.get("district", CITY)
    # One name for each, or all with commas between them.
    compared = ",".join(query.getlist("compare")).split(",")
    return Selection.checked(
        district=codes.get(district, district),
        high=query.get("high", ""),
        threshold=query.get("threshold", ""),
        areas=query.get("areas") in _YES,
        rule=query.get("rule", ""),
        districts=tuple(names),
        municipality=municipality.code(snapshot, query.get("municipality", "")),
        compare=",".join(codes.get(one, one) for one in compared),
    )


def preferred(accepted: str) -> LanguageCode:
    """Return which of our languages a browser likes best, from its header ``Accept-Language``; Dutch in doubt."""
    liked: dict[LanguageCode, float] = {}
    for part in accepted.split(","):
        name, _, weight = part.partition(";")
        code = next((one for one in LANGUAGES if one == name.strip().lower().split("-")[0]), None)
        if code is not None:
            liked[code] = max(liked.get(code, 0.0), _weight(weight))
    best = max(liked, key=lambda code: (liked[code], code == DEFAULT_LANGUAGE), default=DEFAULT_LANGUAGE)
    return best if liked.get(best) else DEFAULT_LANGUAGE


def _weight(text: str) -> float:
    value = text.strip().removeprefix("q=")
    if not value:
        return 1.0
    try:
        return min(max(float(value), 0.0), 1.0)
    except ValueError:
        return 0.0
