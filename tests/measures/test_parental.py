from __future__ import annotations

from typing import Any

from kansenbeeld.measures.parental import pupil_weight, school_weight

Examples = dict[str, dict[str, Any]]


def test_pupil_weight_as_published(examples: Examples) -> None:
    example = examples["A07"]
    found = [pupil_weight(first, second) for first, second in example["inputs"]["cases"]]
    assert found == example["expected"]["weight"]


def test_what_the_rule_does_not_cover_stays_unknown() -> None:
    assert pupil_weight(1, None) is None


def test_the_order_of_parents_does_not_matter() -> None:
    for first in (1, 2, 3):
        for second in (1, 2, 3):
            assert pupil_weight(first, second) == pupil_weight(second, first)  # type: ignore[arg-type]


def test_school_weight_is_clamped(examples: Examples) -> None:
    example = examples["A08"]
    assert school_weight(example["inputs"]["x"]).tolist() == example["expected"]["y"]
