"""School advice by school: both vintages of the header, served as DUO serves them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from publisher import FIXTURES, Publisher

from kansenbeeld.datasets import descriptions
from kansenbeeld.datasets.contracts import CONTRACTS
from kansenbeeld.language import language
from kansenbeeld.screening.screen import screen
from kansenbeeld.sources.download import Downloader
from kansenbeeld.sources.duo.school_advice import SOURCE
from kansenbeeld.sources.errors import SourceError
from kansenbeeld.sources.source import Fetched

RECENT = "/04-leerlingen-bo-sbo-schooladviezen-2024-2025.csv"
OLDER = "/04.-leerlingen-bo-sbo-schooladviezen-2013-2014.csv"


@pytest.fixture(autouse=True)
def duo(publisher: Publisher, monkeypatch: pytest.MonkeyPatch) -> None:
    publisher.mirrors(SOURCE, monkeypatch)
    publisher.serve(RECENT, FIXTURES / "duo-advice-2024-2025.csv")
    publisher.serve(OLDER, FIXTURES / "duo-advice-2013-2014.csv")


def _cells(fetched: Fetched, school: str, year: str) -> dict[str, Any]:
    """Advice to the number, or the pair of least and largest."""
    frame = fetched.frames["advice"]
    found: dict[str, Any] = {}
    for row in frame[(frame["school_code"] == school) & (frame["school_year"] == year)].itertuples():
        found[row.advice] = (row.pupils_lo, row.pupils_hi) if pd.isna(row.pupils) else row.pupils
    return found


def test_the_recent_vintage(downloader: Downloader) -> None:
    fetched = SOURCE.fetch(downloader, (2024,))
    frame = fetched.frames["advice"]
    assert sorted(set(frame["school_code"])) == ["99AA00", "99AA01", "99AB00"], "not Zoetermeer, not Weesp's old code"
    assert len(frame) == 3 * 12
    assert set(frame.loc[frame["school_code"] == "99AA00", "school_name"]) == {'Basisschool "De Proef"; locatie Zuid'}
    assert set(frame.loc[frame["school_code"] == "99AB00", "school_type"]) == {"sbo"}
    small = (1, 4)
    assert _cells(fetched, "99AA00", "2024/25") == {
        "vso": 0,
        "pro": 0,
        "vmbo-bb": 0,
        "vmbo-bb/kb": small,
        "vmbo-kb": small,
        "vmbo-kb/gt": small,
        "vmbo-gt": 6,
        "vmbo-gt/havo": small,
        "havo": 9,
        "havo/vwo": small,
        "vwo": 12,
        "geen advies": 0,
    }


def test_the_older_vintage_has_other_names_letters_and_a_total(downloader: Downloader) -> None:
    fetched = SOURCE.fetch(downloader, (2013,))
    frame = fetched.frames["advice"]
    names = dict(zip(frame["school_code"], frame["school_name"], strict=True))
    assert names == {
        "99AA00": "Basisschool De Proef",
        "99AC00": "Basisschool De Fryslân",
        "99AD00": "Basisschool 't Café",
    }, "Weesp counts before 2022; cp1252 is told from UTF-8"
    assert _cells(fetched, "99AD00", "2013/14")["vmbo-bb"] == (1, 4), "the total of 36 does not undo what is hidden"
    assert _cells(fetched, "99AA00", "2013/14")["vmbo-bb"] == (1, 4), "a small number in print is hidden as well"
    assert 36 not in set(frame["pupils"].dropna())


def test_a_branch_with_two_types_has_rows_for_each(
    publisher: Publisher, downloader: Downloader, tmp_path: Path
) -> None:
    """Special primary education in the building and under the code of a primary school."""
    publisher.serve(RECENT, RECENT_TEXT.replace('"99AB";"00"', '"99AA";"00"'))
    fetched = SOURCE.fetch(downloader, (2024,))
    frame = fetched.frames["advice"]
    both = frame[frame["school_code"] == "99AA00"]
    assert both.groupby("school_type").size().to_dict() == {"bo": 12, "sbo": 12}
    assert not frame.duplicated(list(CONTRACTS["school_advice"].key)).any()
    folder = descriptions.write(tmp_path / "out", fetched.description, fetched.frames)
    report = screen(
        folder / "advice.csv", contract="school_advice", work=tmp_path, description=fetched.description
    ).report
    assert report.result != "fail"
    [key] = [check for check in report.checks if check.stage == "key"]
    assert key.result == "pass"


def test_all_years_are_written_as_a_dataset(downloader: Downloader, tmp_path: Any) -> None:
    fetched = SOURCE.fetch(downloader, ())
    assert set(fetched.frames["advice"]["school_year"]) == {"2013/14", "2024/25"}
    folder = descriptions.write(tmp_path / "out", fetched.description, fetched.frames)
    assert folder.name == "duo_advice_per_school", "not the name of the shipped dataset, whose place it would take"
    words = language("en")
    sentences = [note.sentence(words) for note in fetched.notes]
    assert sentences[0].startswith("The publisher has no file about 2011, 2012, 2014, ")
    assert sentences[1].startswith("Schools: 5, school years: 2, numbers: 72. Of these 12 are hidden")
    [described] = fetched.description.tables
    assert described.status == "gepubliceerd"
    assert (described.chips["advice_moment"], described.chips["loc_basis"]) == ("final", "po_school")


def test_a_year_that_is_asked_must_be_there(downloader: Downloader) -> None:
    with pytest.raises(SourceError) as caught:
        SOURCE.fetch(downloader, (2012,))
    assert caught.value.code == "not_found"
    with pytest.raises(SourceError) as caught:
        SOURCE.fetch(downloader, (1999,))
    assert "choose a year from 2011 to 2024" in caught.value.sentence(language("en"))


RECENT_TEXT = (FIXTURES / "duo-advice-2024-2025.csv").read_text(encoding="utf-8")
CHANGES = {
    "renamed_column": (('"VMBO_GT_HAVO"', '"VMBO_MAVO_HAVO"'), "has a column VMBO_MAVO_HAVO that is not known"),
    "no_municipality": (('"GEMEENTENUMMER"', '"GEMEENTE"'), "lacks GEMEENTENUMMER"),
    "lost_advice": (('"VSO"', '"ANDERS"'), "lacks vso"),
    "other_year": (('"20241001";"20250904";"99AA";"00"', '"20181001";"20190904";"99AA";"00"'), "there is '20181001'"),
    "no_count": (('"Sbo";"Openbaar";"99999";"<5"', '"Sbo";"Openbaar";"99999";"circa 5"'), "there is 'circa 5'"),
    "empty_count": (('"Sbo";"Openbaar";"99999";"<5"', '"Sbo";"Openbaar";"99999";""'), "there is ''"),
    "school_twice": (('"99AA";"01"', '"99AA";"00"'), "School 99AA00 is twice"),
    "no_code": (('"99AB";"00"', '"9AB";"00"'), "there is '9AB'"),
    "new_kind": (('"Sbo"', '"Vso"'), "there is 'Vso'"),
    "short_row": ((';"12";"0"\n', ';"12"\n'), "has 24 values and its header 25"),
    "comma": ((";", ","), "are not separated by ;"),
    "quotes": (('"0363";"Amsterdam"', '"0363"x;"Amsterdam"'), "The quotation marks do not match"),
    "elsewhere": (('"0363"', '"0344"'), "There is no school in Amsterdam"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_changed_file_is_refused_in_a_sentence(change: str, publisher: Publisher, downloader: Downloader) -> None:
    (old, new), says = CHANGES[change]
    text = RECENT_TEXT.replace(old, new)
    assert text != RECENT_TEXT
    publisher.serve(RECENT, text)
    with pytest.raises(SourceError) as caught:
        SOURCE.fetch(downloader, (2024,))
    assert says in caught.value.sentence(language("en"))
    assert caught.value.sentence(language("nl"))


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252"])
def test_another_encoding_is_told_by_content(encoding: str, publisher: Publisher, downloader: Downloader) -> None:
    text = RECENT_TEXT.replace("Basisschool De Proef Oost", "Basisschool Café")
    publisher.serve(RECENT, text.encode(encoding))
    assert "Basisschool Café" in set(SOURCE.fetch(downloader, (2024,)).frames["advice"]["school_name"])


def test_letters_that_no_encoding_has_are_refused(publisher: Publisher, downloader: Downloader) -> None:
    publisher.serve(RECENT, RECENT_TEXT.encode() + b'"\x81\xff"\n')
    with pytest.raises(SourceError) as caught:
        SOURCE.fetch(downloader, (2024,))
    assert caught.value.code == "encoding"


def test_a_year_in_another_form_is_left_out_of_all_years(publisher: Publisher, downloader: Downloader) -> None:
    publisher.serve(OLDER, "x;y\n1;2\n")
    fetched = SOURCE.fetch(downloader, ())
    assert set(fetched.frames["advice"]["school_year"]) == {"2024/25"}
    assert any(note.sentence(language("en")).startswith("2013 was left out: ") for note in fetched.notes)
