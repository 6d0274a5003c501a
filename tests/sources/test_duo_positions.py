"""Third-year pupils by secondary school: real rows of 2019, and the later header with hidden numbers."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from publisher import FIXTURES, Publisher

from kansenbeeld.datasets import descriptions
from kansenbeeld.language import language
from kansenbeeld.sources.download import Downloader
from kansenbeeld.sources.duo.programmes import NO_LEVEL, position_of
from kansenbeeld.sources.duo.school_positions import SOURCE
from kansenbeeld.sources.errors import SourceError

FILE = "/01.-leerlingen-vo-per-vestiging-naar-onderwijstype-{}.csv"


@pytest.fixture(autouse=True)
def duo(publisher: Publisher, monkeypatch: pytest.MonkeyPatch) -> None:
    publisher.mirrors(SOURCE, monkeypatch)
    for year in (2019, 2023):
        publisher.serve(FILE.format(year), FIXTURES / f"duo-vo-{year}.csv")


def _cells(frame: pd.DataFrame, year: str) -> dict[tuple[str, str], Any]:
    return {
        (row.school_code, row.position): (row.pupils_lo, row.pupils_hi) if pd.isna(row.pupils) else row.pupils
        for row in frame[frame["school_year"] == year].itertuples()
    }


def test_the_vintage_of_2019(downloader: Downloader) -> None:
    fetched = SOURCE.fetch(downloader, (2019,))
    assert _cells(fetched.frames["positions"], "2019/20") == {
        ("01OE23", "pro"): 51,
        ("01OE23", "vmbo-bb"): 15,
        ("01OE23", "vmbo-kb"): 8,
        ("03AQ00", "havo/vwo"): 104,
        ("03AQ00", "vmbo-bb"): 14,
        ("03AQ00", "vmbo-gt"): 116,
        ("03AQ00", "vmbo-kb"): 75,
        ("14RF03", "vmbo-bb"): 36,
        ("14RF03", "vmbo-gt"): 24,
        ("14RF03", "vmbo-kb"): 57,
        ("24TG00", "havo"): 91,
        ("24TG00", "vmbo-gt"): 73,
        ("24TG00", "vwo"): 106,
    }
    assert fetched.notes[-1].sentence(language("en")).startswith("Not included: 82 pupils in education without a level")


def test_a_later_vintage_hides_numbers(downloader: Downloader) -> None:
    fetched = SOURCE.fetch(downloader, (2023,))
    assert _cells(fetched.frames["positions"], "2023/24") == {
        ("99VA00", "havo"): 45,
        ("99VA00", "vwo"): (38, 44),
        ("99VA00", "havo/vwo"): 27,
        ("99VB00", "vmbo-bb"): (25, 31),
        ("99VB00", "vmbo-kb"): (1, 4),
        ("99VB00", "vmbo-gt"): 26,
    }
    assert fetched.notes[-1].details == {"low": 10, "high": 13}


def test_all_years_are_written_as_a_dataset(downloader: Downloader, tmp_path: Any) -> None:
    fetched = SOURCE.fetch(downloader, ())
    folder = descriptions.write(tmp_path / "out", fetched.description, fetched.frames)
    assert folder.name == "duo_positions_per_school"
    assert fetched.description.period == {"nl": "2019/20 tot en met 2023/24", "en": "2019/20 to 2023/24"}


def test_types_that_are_not_known_are_named_and_never_guessed(publisher: Publisher, downloader: Downloader) -> None:
    text = (FIXTURES / "duo-vo-2023.csv").read_text(encoding="utf-8").replace("College Elders;UTRECHT", "X;AMSTERDAM")
    publisher.serve(FILE.format(2023), text)
    with pytest.raises(SourceError) as caught:
        SOURCE.fetch(downloader, (2023,))
    assert "at 'Onbekend type' and 'Onbekend'" in caught.value.sentence(language("en"))


def test_a_count_that_is_none_is_refused(publisher: Publisher, downloader: Downloader) -> None:
    text = (FIXTURES / "duo-vo-2023.csv").read_text(encoding="utf-8").replace(";20;25;", ";20;*;")
    publisher.serve(FILE.format(2023), text)
    with pytest.raises(SourceError) as caught:
        SOURCE.fetch(downloader, (2023,))
    sentence = caught.value.sentence(language("en"))
    assert "row 2, column LEER- OF VERBLIJFSJAAR 3 - VROUW there is '*'" in sentence


@pytest.mark.parametrize(
    ("kind", "programme", "position"),
    [
        ("HAVO/VWO lj 3", "HAVO", "havo"),
        ("HAVO/VWO lj 3", "VWO-GYMNASIUMSTROOM", "vwo"),
        ("HAVO/VWO lj 3", "Ljvb op VWO", "vwo"),
        ("HAVO/VWO lj 3", "Ljvb op VWO/HAVO", "havo/vwo"),
        ("HAVO/VWO lj 3", "Ljvb op HAVO/VMBO-Th/Gm Lw", "vmbo-gt/havo"),
        ("HAVO/VWO lj 3", "Ljvb op iets nieuws", None),
        ("VMBO BL lj 3-4", "", "vmbo-bb"),
        ("VMBO TL lj 3-4", "", "vmbo-gt"),
        ("VMBO BL/KL lj 3-4", "", "vmbo-bb/kb"),
        ("VMBO KL/TL lj 3", "", "vmbo-kb/gt"),
        ("VMBO BL/KL/TL lj 3-4", "", "vmbo-bb/kb/gt"),
        ("Praktijkonderwijs alle vj", "Praktijkonderwijs", "pro"),
        ("VMBO uitbest. aan VAVO", "VMBO-TL naar VAVO", NO_LEVEL),
        ("Brugjaar 1-2", "HAVO", None),
    ],
)
def test_where_a_pupil_is(kind: str, programme: str, position: str | None) -> None:
    assert position_of(kind, programme) == position
