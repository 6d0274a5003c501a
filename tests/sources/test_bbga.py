"""Key figures of the municipality: pages, masks, areas and years."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from publisher import FIXTURES, Publisher

from kansenbeeld.datasets.descriptions import write
from kansenbeeld.sources.bbga import INDICATORS, SOURCE
from kansenbeeld.sources.download import Downloader
from kansenbeeld.sources.errors import SourceError

ROWS: list[dict[str, Any]] = json.loads((FIXTURES / "bbga_kerncijfers.json").read_text())


def serve(publisher: Publisher, patch: pytest.MonkeyPatch, rows: list[dict[str, Any]], *, links: str = "next") -> None:
    """Answer as the interface does, ten rows a page; ``links`` is how it says that there are more."""

    def answer(query: Mapping[str, str]) -> dict[str, Any]:
        wanted = [row for row in rows if row["indicatorDefinitieId"] == query["indicatorDefinitieId"]]
        page = int(query.get("page", "1"))
        total = -(-len(wanted) // 10)
        found: dict[str, Any] = {"_embedded": {"kerncijfers": wanted[10 * (page - 1) : 10 * page]}}
        follows = (
            f"{publisher.address}/v1/kerncijfers/?indicatorDefinitieId={query['indicatorDefinitieId']}&page={page + 1}"
        )
        if links == "next":
            found["_links"] = {"self": {"href": "x"}} | ({"next": {"href": follows}} if page < total else {})
        elif links == "null":
            found["_links"] = {"next": {"href": follows if page < total else None}}
        else:
            found["page"] = {"number": page, "size": 10, "totalElements": len(wanted), "totalPages": total}
        return found

    publisher.serve_json("/v1/kerncijfers/", answer)
    publisher.mirrors(SOURCE, patch, "/v1")


@pytest.mark.parametrize("links", ["next", "null", "pages"])
def test_every_page_is_read_whatever_the_links_look_like(
    publisher: Publisher, downloader: Downloader, monkeypatch: pytest.MonkeyPatch, links: str
) -> None:
    serve(publisher, monkeypatch, ROWS, links=links)
    fetched = SOURCE.fetch(downloader, ())
    printed = [row for row in ROWS if row["waarde"] not in (None, "") and row["gebiedcode15"] not in ("AC", "AC02")]
    assert sum(len(frame) for frame in fetched.frames.values()) == len(printed)
    figures = [asked.query for asked in publisher.asked if asked.path == "/v1/kerncijfers/"]
    assert {query["indicatorDefinitieId"] for query in figures} == {one.variable for one in INDICATORS}


def test_the_rows_of_the_contract(
    publisher: Publisher, downloader: Downloader, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    serve(publisher, monkeypatch, ROWS)
    fetched = SOURCE.fetch(downloader, ())
    advice = fetched.frames["advice_2022"].set_index(["period", "area_code", "indicator"])
    # An advice of 2022 is one of the school year 2021/22; 90 is a range, as a number and as text.
    assert advice.loc[("2021/22", "STAD", "advice_havo_vwo"), "value"] == 59.0
    for area in ("GK11", "K"):
        masked = advice.loc[("2021/22", area, "advice_havo_vwo")]
        assert masked[["value_lo", "value_hi"]].tolist() == [90, 100] and masked["value"] != masked["value"]
    parents = fetched.frames["parents_2022"].set_index(["period", "area_code", "indicator"])
    # Parental education has no rule that masks: 90 and 5 are what they say.
    assert parents.loc[("2022", "K", "primary_parents_hbo_wo"), "value"] == 90
    assert parents.loc[("2022", "E", "primary_parents_up_to_vmbo"), "value"] == 5
    assert not advice.index.get_level_values("area_code").isin(["B", "T", "AC", "AC02"]).any()
    noted = {note.code: note.details.get("rows") for note in fetched.notes}
    assert (noted["bbga_empty"], noted["bbga_small_areas"], noted["bbga_masked"]) == (12, 12, 2)
    write(tmp_path, fetched.description, fetched.frames)


def test_codes_tell_the_division(publisher: Publisher, downloader: Downloader, monkeypatch: pytest.MonkeyPatch) -> None:
    old = [{**row, "gebiedcode15": row["gebiedcode15"].replace("GA01", "DX01").replace("GN18", "DX17")} for row in ROWS]
    old = [row for row in old if row["gebiedcode15"] not in ("S", "GK11")]
    serve(publisher, monkeypatch, old)
    fetched = SOURCE.fetch(downloader, ())
    assert set(fetched.frames) == {"advice_2015", "parents_2015", "below_advice_2015"}
    assert {table.chips["area_version"] for table in fetched.description.tables} == {"2015"}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"waarde": "veel"}, "bbga_row"),
        ({"waarde": 130}, "bbga_row"),
        ({"jaar": "2022"}, "bbga_row"),
        ({"gebiedcode15": None}, "bbga_row"),
        ({"gebiedcode15": "DX01"}, "two_divisions"),
    ],
)
def test_what_can_not_be_read_is_refused(
    publisher: Publisher,
    downloader: Downloader,
    monkeypatch: pytest.MonkeyPatch,
    change: dict[str, Any],
    code: str,
) -> None:
    serve(publisher, monkeypatch, [{**ROWS[-1], **change}, *ROWS[:-1]])
    with pytest.raises(SourceError) as caught:
        SOURCE.fetch(downloader, ())
    assert caught.value.code == code


def test_the_same_figure_twice_and_no_figures(
    publisher: Publisher, downloader: Downloader, monkeypatch: pytest.MonkeyPatch
) -> None:
    serve(publisher, monkeypatch, [*ROWS, ROWS[0]])
    with pytest.raises(SourceError, match="bbga_twice"):
        SOURCE.fetch(downloader, ())
    serve(publisher, monkeypatch, [row for row in ROWS if row["indicatorDefinitieId"] != "O_AFSTROOM_P"])
    with pytest.raises(SourceError, match="bbga_no_rows"):
        SOURCE.fetch(downloader, ())


def test_a_link_to_another_server_is_not_followed(
    publisher: Publisher, downloader: Downloader, monkeypatch: pytest.MonkeyPatch
) -> None:
    publisher.serve_json(
        "/v1/kerncijfers/",
        lambda _: {
            "_embedded": {"kerncijfers": ROWS[:3]},
            "_links": {"next": {"href": "http://elsewhere.example/v1/kerncijfers/?page=2"}},
        },
    )
    publisher.mirrors(SOURCE, monkeypatch, "/v1")
    with pytest.raises(SourceError) as caught:
        SOURCE.fetch(downloader, ())
    assert caught.value.code == "host"
