"""The areas that are known while a file is screened: of an earlier version, or of the file itself."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping

import pandas as pd

from kansenbeeld.screening.given import Typed
from kansenbeeld.store import Snapshot, StoreError


def areas_of(previous: Snapshot | None) -> pd.DataFrame:
    """Return the areas of a version: ``area_vintage``, ``area_code``, ``area_level``, ``parent_code``; may be empty."""
    columns = ["area_vintage", "area_code", "area_level", "parent_code"]
    frames = []
    if previous is not None:
        with contextlib.suppress(StoreError):
            for table in previous.rows("resources"):
                if table["contract"] == "areas":
                    names = {"dataset": table["dataset"], "resource": table["resource"]}
                    frames.append(previous.query("rows_areas", **names)[columns])
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=columns)


def codes_by_vintage(typed: Typed, previous: Snapshot | None) -> Mapping[str, set[str]]:
    """Return vintage to codes of areas: of the file itself where it is a table of areas, else of the version."""
    if typed.contract.name == "areas":
        pairs = typed.scratch.rows("select distinct area_vintage, area_code from typed")
    else:
        areas = areas_of(previous)
        pairs = list(zip(areas["area_vintage"], areas["area_code"], strict=True))
    found: dict[str, set[str]] = {}
    for vintage, code in pairs:
        found.setdefault(str(vintage), set()).add(str(code))
    return found


def nest(typed: Typed, previous: Snapshot | None, vintage: str = "") -> bool:
    """Make the table ``nest`` (``part``, ``whole``, ``parts``) of how areas nest; false where no areas are known.

    ``parts`` is the number of areas of which a whole consists. Without a vintage it is that in which most codes of the
    file stand; a code means another area in another vintage, so that two are never mixed.
    """
    areas = areas_of(previous)
    if areas.empty:
        return False
    used = {code for (code,) in typed.scratch.rows("select distinct area_code from typed")}
    vintages = sorted(set(areas["area_vintage"].astype(str)), reverse=True)
    own = areas["area_vintage"].astype(str)
    chosen = (
        vintage
        if vintage in vintages
        else max(vintages, key=lambda year: len(used & set(areas.loc[own == year, "area_code"])))
    )
    inside = areas[(own == chosen) & areas["parent_code"].notna()]
    frame = pd.DataFrame({"part": inside["area_code"].astype(str), "whole": inside["parent_code"].astype(str)})
    frame["parts"] = frame.groupby("whole")["part"].transform("size")
    typed.scratch.take("nest", frame)
    return True
