"""What a page says of a finding, made once: equal for every reader, so no run of a page makes it again."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Final

from plotly.basedatatypes import BaseFigure

from kansenbeeld.charts import theme
from kansenbeeld.charts.map import MapSpec
from kansenbeeld.exports import images
from kansenbeeld.findings import Chip, Finding, Note, terms
from kansenbeeld.findings.finding import Figure
from kansenbeeld.language import Language
from kansenbeeld.web.plain import plain
from kansenbeeld.web.terms_view import linked

_KEPT: Final = 2048
"""Findings whose texts and charts are kept, as many as answers are."""

_SAID: Final = ("source", "status")
"""Definitions that the sentence about source and data version has."""

_AS_STREAMLIT: Final = {"data": {"scatter": [{"marker": {"line": {"width": 0}}}]}}
"""All that Streamlit's template of 4 kB says to our charts; every other colour and size is theirs."""


class ReadyFigure(BaseFigure):  # type: ignore[misc]
    """A chart that is ready to be sent.

    Streamlit makes a Plotly figure of a dictionary on each run, which checks every entry: half the time of a page
    (measured, see docs/decisions.md). A figure it asks only for its dictionary.
    """

    def __init__(self, figure: Figure) -> None:
        """Take a figure as a dictionary; it is checked here, once.

        Raises:
            ValueError: Plotly does not know an entry.
        """
        from plotly.graph_objects import Figure as Checked

        layout = {"template": _AS_STREAMLIT, **figure["layout"]}
        object.__setattr__(self, "_ready", Checked({**figure, "layout": layout}).to_dict())

    def to_dict(self) -> dict[str, Any]:
        """Return the dictionary, which nobody changes."""
        ready: dict[str, Any] = self._ready
        return ready

    def in_dark(self) -> ReadyFigure:
        """Return the same chart in the colours of a dark page, made when the first reader with one asks."""
        if "_dark" not in self.__dict__:
            dark = object.__new__(ReadyFigure)
            object.__setattr__(dark, "_ready", theme.darkened(self._ready))
            object.__setattr__(self, "_dark", dark)
        made: ReadyFigure = self.__dict__["_dark"]
        return made


@dataclass(frozen=True, slots=True)
class Prepared:
    """A finding as a page shows it.

    Attributes:
        title, headline, reading, notes, limits, footer: as Markdown. In ``reading``, ``limits`` and ``chips`` each
            term is explained at its first place.
        chips: the definitions as Markdown, but for source and status, which ``footer`` has in a sentence.
        alt: what a person hears who can't see the chart.
        charts: Plotly figures beside each other; empty for a map, and where there is no chart.
        config: of the charts.
    """

    title: str
    headline: str
    reading: str
    notes: str
    limits: str
    chips: str
    footer: str
    alt: str
    charts: tuple[ReadyFigure, ...]
    config: Figure


class _Once:
    """Findings and what was made of them. A finding holds dictionaries and can't be a key, so its identity is."""

    def __init__(self) -> None:
        self._made: Final[OrderedDict[int, tuple[Finding, Prepared]]] = OrderedDict()
        self._lock: Final = threading.Lock()

    def get(self, finding: Finding, words: Language) -> Prepared:
        with self._lock:
            kept = self._made.get(id(finding))
            # Who is kept here lives on, so nobody else gets its identity.
            if kept is not None and kept[0] is finding:
                self._made.move_to_end(id(finding))
                return kept[1]
        made = _prepare(finding, words)
        with self._lock:
            self._made[id(finding)] = (finding, made)
            while len(self._made) > _KEPT:
                self._made.popitem(last=False)
        return made


_ONCE: Final = _Once()


def prepared(finding: Finding, words: Language) -> Prepared:
    """Return what a page says of a finding, made the first time.

    Args:
        finding: of any data version.
        words: the language of the finding.
    """
    return _ONCE.get(finding, words)


def chips(definitions: Sequence[Chip], words: Language, known: Collection[str] = ()) -> str:
    """Write definition chips as Markdown: one line in small grey letters, free to wrap on a phone.

    Args:
        definitions: the chips. Those with one label stand behind it together.
        words: the language that they are in.
        known: terms that were explained before.
    """
    texts: dict[str, list[str]] = {}
    for chip in definitions:
        texts.setdefault(chip.label, []).append(chip.text)
    written = [f"{label}: {'; '.join(given)}" for label, given in texts.items()]
    line = " · ".join(linked(pieces, words) for pieces in terms.marked(written, words, known))
    return f":small[:gray[{line}]]" if line else ""


def _prepare(finding: Finding, words: Language) -> Prepared:
    *sources, version, _ = images.footer(finding, words)
    figures = () if finding.chart is None or isinstance(finding.chart, MapSpec) else finding.beside or (finding.chart,)
    reading, *limits = terms.marked([finding.reading, *finding.limits], words)
    return Prepared(
        title=plain(finding.title),
        headline=plain(finding.headline),
        reading=linked(reading, words),
        notes="\n".join(_item(note) for note in finding.notes),
        limits="\n".join(f"- {linked(limit, words)}" for limit in limits),
        # What is explained in the limits is explained here as well: those are folded away.
        chips=chips([one for one in finding.chips if one.code not in _SAID], words, terms.explained([reading])),
        footer=f":small[{plain(' '.join([*sources, version]))}]",
        alt=f"{finding.headline} {finding.alt}",
        charts=tuple(ReadyFigure(figure) for figure in figures),
        config=_config(finding),
    )


def _item(note: Note) -> str:
    """Write a note as an item of a list: by its number in a map, else by a dot."""
    number = f"{note.mark}. " if note.mark else ""
    return f"{number or '- '}{plain(note.whole.removeprefix(number))}"


def _config(finding: Finding) -> Figure:
    return {
        "displaylogo": False,
        # A picture of the toolbar has no source on it; it stands in only where the server can't draw one that has.
        "displayModeBar": not images.can_draw(),
        "modeBarButtons": [["toImage"]],
        "toImageButtonOptions": {"filename": f"kansenbeeld-{finding.question}", "scale": 2},
        "doubleClick": False,
        "scrollZoom": False,
    }
