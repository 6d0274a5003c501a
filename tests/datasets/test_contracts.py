"""Contracts: the codes of the domain, and one description for pandera and Data Package."""

from __future__ import annotations

import pytest

from kansenbeeld import domain
from kansenbeeld.datasets.contracts import CONTRACTS, DISTRIBUTION_ADVICES, MEASURES, PUPIL_ROWS


@pytest.mark.parametrize("name", CONTRACTS)
def test_schema_and_description_tell_the_same(name: str) -> None:
    contract = CONTRACTS[name]
    described = contract.table_schema()
    assert contract.name == name
    assert tuple(contract.schema.columns) == contract.columns
    assert tuple(field["name"] for field in described["fields"]) == contract.columns
    assert contract.schema.strict is True
    for field in described["fields"]:
        assert field["title"] and field["description"].endswith(".")
        assert contract.schema.columns[field["name"]].nullable is not field["constraints"].get("required", False)


def test_key_that_may_be_empty_is_no_primary_key() -> None:
    assert CONTRACTS["areas"].table_schema()["primaryKey"] == ["area_vintage", "area_code"]
    changes = CONTRACTS["area_changes"].table_schema()
    assert "primaryKey" not in changes
    assert changes["uniqueKeys"] == [["from_vintage", "from_code", "to_vintage", "to_code"]]


def test_rows_without_key_have_none_in_their_schema() -> None:
    """An empty primary key is no valid Data Package."""
    schema = PUPIL_ROWS.table_schema()
    assert not {"primaryKey", "uniqueKeys"} & schema.keys()
    assert [field["name"] for field in schema["fields"]] == [*PUPIL_ROWS.columns]


def test_codes_come_from_the_domain() -> None:
    shares = CONTRACTS["outcome_shares"]
    assert shares.field("moment").codes == domain.MOMENTS
    assert set(domain.THRESHOLDS) < set(MEASURES)
    assert set(DISTRIBUTION_ADVICES) == {*domain.ADVICES, domain.COMBINED_LOWEST_ADVICE}
    assert CONTRACTS["areas"].field("area_vintage").constraints()["enum"] == list(domain.AREA_VINTAGES)


def test_unknown_field() -> None:
    with pytest.raises(KeyError):
        CONTRACTS["areas"].field("colour")
