"""What can be wrong with a dataset, as one sentence that a person can act on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

MESSAGES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "no_folder": "{file}: this data folder does not exist; give the folder that holds the datasets.",
        "no_packages": "{file}: no dataset was found; give a folder that holds one folder per dataset.",
        "no_descriptor": "{file}: datapackage.json is missing beside the table; add one that describes it.",
        "no_json": "{file}, row {row}: this is not valid JSON ({reason}); correct it there.",
        "no_toml": "{file}, row {row}: this is not valid TOML ({reason}); correct it there.",
        "not_utf8": "{file}, row {row}: this is not UTF-8 text; save the file as UTF-8 (in Excel: CSV UTF-8).",
        "missing_field": "{file}: '{field}' is missing or empty; fill it in as {expected}.",
        "wrong_field": "{file}: '{field}' is {value}; make it {expected}.",
        "unknown_field": "{file}: '{field}' is not known here; remove it or correct its name (known: {expected}).",
        "same_number": "{file}: number {value} is that of {other} as well; give each conversation its own.",
        "one_lead": "{file}: '{field}' has {value} findings with the role 'lead'; give exactly one that role.",
        "lead_first": "{file}: '{field}' does not begin with its lead; put the finding with the role 'lead' first.",
        "no_file": "{file}: this file is named in datapackage.json but is not there; add it or remove its entry.",
        "not_named": "{file}: this table is not named in datapackage.json; add it to the resources or remove it.",
        "twice": "{file}: '{field}' {value} is used twice; give each its own.",
        "empty_file": "{file}: the file is empty; put the header {expected} in row 1 and the figures below it.",
        "no_rows": "{file}: there are no figures below the header; add at least one row.",
        "delimiter": "{file}, row 1: columns are separated by {value}; save the file with commas between columns.",
        "missing_column": "{file}, row 1: column '{column}' is missing; add it ({expected}).",
        "extra_column": "{file}, row 1: column '{column}' is not known here; remove it (allowed: {expected}).",
        "double_column": "{file}, row 1: column '{column}' is there twice; remove one of them.",
        "cells": "{file}, row {row}: there are {value} values where the header has {expected}; give each "
        "column one value, with quotation marks around text that holds a comma.",
        "quotes": "{file}, row {row}: the quotation marks do not match ({reason}); close them or remove them.",
        "empty_cell": "{file}, row {row}, column '{column}': the cell is empty; fill in {expected}.",
        "not_integer": "{file}, row {row}, column '{column}': {value} is not a whole number; write digits "
        "only, such as 120.",
        "not_number": "{file}, row {row}, column '{column}': {value} is not a number; write it with a "
        "decimal point, such as 54.3.",
        "unknown_code": "{file}, row {row}, column '{column}': {value} is not a known code; use one of {expected}.",
        "out_of_range": "{file}, row {row}, column '{column}': {value} is out of range; give a value {expected}.",
        "wrong_form": "{file}, row {row}, column '{column}': {value} is not written as it should be; write "
        "it like {expected}.",
        "no_school_year": "{file}, row {row}, column '{column}': {value} is not a school year; its halves "
        "must follow each other, such as 2019/20.",
        "duplicate": "{file}, row {row}, column '{column}': {value} is already in row {other}; keep one of the two.",
        "not_fitting": "{file}: the table does not fit its contract '{contract}' ({reason}); compare it "
        "with the description of that contract.",
        "no_areas": "{file}, row {row}, column '{column}': {value} cannot be checked as there is no table "
        "of areas; add a dataset with the contract 'areas'.",
        "unknown_area": "{file}, row {row}, column '{column}': {value} is not an area of {expected}; use a "
        "code from the table of areas or correct the chip 'area_version'.",
        "wrong_group": "{file}, row {row}, column 'grp': {value} does not belong to {other}; use one of {expected}.",
        "wrong_moment": "{file}, row {row}, column 'moment': {value} does not go with the measure {other}; "
        "use {expected}.",
        "wrong_range": "{file}, row {row}, column '{column}': give either the number, or the least and largest that a "
        "hidden one can be ({column}_lo not above {column}_hi).",
        "no_outline": "{file}: this is no GeoJSON with outlines ({reason}); give polygons with the "
        "properties code, name, level and vintage.",
    }
)
"""The English sentence of each problem, by code; a translation is looked up by the sentence."""


class DatasetError(Exception):
    """A dataset is not as it should be. ``str()`` is one English sentence: what is wrong, where, what to do.

    Attributes:
        code: which problem, a key of ``MESSAGES``.
        details: what the sentence is filled with: ``file`` (relative to the data folder) and, as far as they
            apply, ``row``, ``column``, ``value``, ``expected`` and others. A translation of
            ``MESSAGES[error.code]`` is filled in with ``.format(**error.details)``.
    """

    def __init__(self, code: str, file: str, **details: object) -> None:
        """Make the error from a key of ``MESSAGES``, the file, and what else the sentence names."""
        self.code = code
        self.details: dict[str, object] = {"file": file, **details}
        super().__init__(MESSAGES[code].format(**self.details))


def shown(value: object) -> str:
    """Return a value in quotation marks as a sentence names it, on one line and at most 40 characters."""
    text = "".join(sign if sign.isprintable() else " " for sign in str(value))
    return f"'{text}'" if len(text) <= 40 else f"'{text[:40]}...'"


def listed(codes: Iterable[str]) -> str:
    """Return codes as a sentence lists them."""
    return ", ".join(codes)
