"""Addresses of schools, in the letters of Windows, and what is not a school in Amsterdam."""

from __future__ import annotations

from typing import Any

import pytest
from publisher import FIXTURES, Publisher

from kansenbeeld.datasets import descriptions
from kansenbeeld.language import language
from kansenbeeld.sources.download import Downloader
from kansenbeeld.sources.duo.schools_po import SOURCE as PRIMARY
from kansenbeeld.sources.duo.schools_vo import SOURCE as SECONDARY
from kansenbeeld.sources.errors import SourceError
from kansenbeeld.sources.postcode_points import PLACES

PO = "/02.-alle-schoolvestigingen-basisonderwijs.csv"


@pytest.fixture(autouse=True)
def duo(publisher: Publisher, monkeypatch: pytest.MonkeyPatch) -> None:
    for source in (PRIMARY, SECONDARY, PLACES):
        publisher.mirrors(source, monkeypatch)
    publisher.serve(PO, FIXTURES / "duo-schools-bo.csv")
    publisher.serve("/02.-alle-vestigingen-vo.csv", FIXTURES / "duo-schools-vo.csv")


def test_primary_schools(downloader: Downloader, tmp_path: Any) -> None:
    fetched = PRIMARY.fetch(downloader, ())
    frame = fetched.frames["schools"]
    assert list(frame["school_code"][:2]) == ["04IU00", "04JA00"] and len(frame) == 5
    assert sorted(set(frame["municipality_code"])) == ["0363", "0457"], "Weesp is part of Amsterdam; Fryslân is not"
    first = frame.iloc[0]
    assert (first["address"], first["postcode"]) == ("Frederiksplein 37", "1017XL")
    assert (first["location"], first["district_by"]) == ("none", "none")
    notes = [note.sentence(language("en")) for note in fetched.notes]
    assert notes[0].startswith("5 schools in Amsterdam, as in the list of ")
    assert notes[1].startswith("The schools were not placed on the map. "), "the service of points is not there"
    assert descriptions.write(tmp_path / "out", fetched.description, fetched.frames).name == "duo_schools_po"


def test_a_school_with_a_point_of_its_postcode_is_in_a_district(publisher: Publisher, downloader: Downloader) -> None:
    document = {"postcode": "1017XL", "centroide_ll": "POINT(4.8985 52.3600)"}
    publisher.serve_json("/free", lambda _: {"response": {"numFound": 1, "docs": [document]}})
    frame = PRIMARY.fetch(downloader, ()).frames["schools"].set_index("school_code")
    placed = frame.loc["04IU00"]
    assert (placed["location"], placed["district_by"], placed["area_code"]) == ("postcode6", "point", "A")
    assert frame.loc["04JA00", "location"] == "none"


def test_secondary_schools(downloader: Downloader) -> None:
    frame = SECONDARY.fetch(downloader, ()).frames["schools"]
    assert list(frame["school_name"]) == ["Collège De Proef", "Vmbo Het Voorbeeld"]
    assert set(frame["sector"]) == {"vo"}
    assert frame["postcode"].isna().tolist() == [False, True]


def test_an_older_name_of_the_list_will_do(publisher: Publisher, downloader: Downloader) -> None:
    publisher._files.pop(PO)
    publisher.serve("/03.-alle-vestigingen-bo.csv", FIXTURES / "duo-schools-bo.csv")
    assert len(PRIMARY.fetch(downloader, ()).frames["schools"]) == 5


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (b"POSTCODE;", b"PC;", "lacks POSTCODE"),
        (b"1017 XL", b"10177XL", "there is '10177XL'"),
        (b"04IU00", b"04I-00", "there is '04I-00'"),
        (b"04JA;04JA00", b"04IU;04IU00", "School 04IU00 is twice"),
    ],
)
def test_what_is_wrong_is_said(old: bytes, new: bytes, says: str, publisher: Publisher, downloader: Downloader) -> None:
    body = (FIXTURES / "duo-schools-bo.csv").read_bytes()
    assert old in body
    publisher.serve(PO, body.replace(old, new))
    with pytest.raises(SourceError) as caught:
        PRIMARY.fetch(downloader, ())
    assert says in caught.value.sentence(language("en"))
