"""Districts and areas of Amsterdam from the map export of the municipality: their names, codes and outlines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from kansenbeeld import domain, paths
from kansenbeeld.datasets.contracts import OUTLINES
from kansenbeeld.sources import area_shapes
from kansenbeeld.sources.areas_known import AMSTERDAM_OPEN, shipped_areas
from kansenbeeld.sources.describing import both, describe, table
from kansenbeeld.sources.source import Fetched, Note, Source

if TYPE_CHECKING:
    from kansenbeeld.sources.download import Downloader

LAYERS: Final[Mapping[str, str]] = {"stadsdeel": "INDELING_STADSDEEL", "gebied": "INDELING_GEBIED"}
"""The layer of each level, water included; with ``_EXWATER`` behind it, the land alone."""

DATASET: Final = "geo"
SHIPPED: Final[Path] = paths.DATA / DATASET

_CHIPS: Final[Mapping[str, str]] = {"cohort_basis": "none", "source": "AMS"}


def fetch(downloader: Downloader, years: tuple[int, ...]) -> Fetched:
    """Fetch the districts and areas of today; see ``Source.fetch``. The export has no years."""
    shapes, days, left_out = {}, [], 0
    for level, layer in LAYERS.items():
        download = downloader.get(
            downloader.address(SOURCE, "geojson_lnglat.php"),
            accept=("json",),
            parameters={"KAARTLAAG": layer, "THEMA": "gebiedsindeling"},
        )
        days.append(download.retrieved)
        features = area_shapes.read_features(download.path, layer)
        shapes[level], without = area_shapes.layer_shapes(features, level, layer)
        left_out += without
    notes = (Note("areas_without_code", {"rows": left_out}),) if left_out else ()
    return dataset(SOURCE, shapes["stadsdeel"], shapes["gebied"], min(days), notes)


def dataset(source: Source, districts: Any, areas: Any, retrieved: date, notes: tuple[Note, ...]) -> Fetched:
    """Return the dataset ``geo`` with one division as it is today, and the other as it comes with the dashboard.

    It takes the place of the shipped ``geo`` when it is published: an area must not stand in two datasets.

    Args:
        source: where the areas come from.
        districts, areas: of ``area_shapes.layer_shapes`` or ``current_shapes``.
        retrieved: the day of the oldest file.
        notes: what was said already.

    Raises:
        SourceError: as ``area_shapes.outlines``.
    """
    import geopandas as gpd

    districts, areas, vintage = area_shapes.outlines(districts, areas)
    rows = area_shapes.area_table(districts, areas, vintage)
    shipped = shipped_areas()
    frames: dict[str, Any] = {
        "areas": pd.concat([shipped[shipped["area_vintage"] != vintage], rows], ignore_index=True),
        "area_changes": pd.read_csv(SHIPPED / "area_changes.csv", dtype=str, keep_default_na=False),
    }
    tables = [
        table("areas", "areas", "areas_table", **_CHIPS),
        replace(table("area_changes", "area_changes", "areas_changes", **_CHIPS), status="berekend"),
    ]
    for year in domain.AREA_VINTAGES:
        for level, today in (("districts", districts), ("areas", areas)):
            name = f"{level}_{year}"
            frames[name] = today if year == vintage else gpd.read_file(SHIPPED / f"{name}.geojson")
            described = table(name, OUTLINES, f"areas_{level}", **_CHIPS, area_version=str(year))
            tables.append(replace(described, title=both(f"areas_{level}.of", vintage=str(year))))
    description = describe(
        DATASET,
        key="areas",
        publisher=source.publisher,
        period=both("areas.period", vintage=str(vintage)),
        sources=(("Gemeente Amsterdam, gebiedsindeling (open data)", source.base),),
        retrieved=[retrieved],
        caveats=("areas_credit", "areas_today", "areas_divisions", "areas_westpoort"),
        tables=tuple(tables),
        licence=AMSTERDAM_OPEN,
    )
    return Fetched(description, frames, (*notes, *area_shapes.compared(rows, vintage)))


SOURCE: Final = Source(
    name="areas",
    publisher="Gemeente Amsterdam",
    base="https://maps.amsterdam.nl/open_geodata",
    years=(),
    fetch=fetch,
)
"""The map export of the municipality."""
