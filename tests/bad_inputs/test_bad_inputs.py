"""Every bad input is refused with a sentence in both languages, and the page shows exactly those sentences."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from bad_input import TABLE, BadInput, all_cases, table

CASES = all_cases()
_SAID: dict[str, tuple[str, str]] = {}


def _sentences(case: BadInput, folder: Path) -> tuple[str, str]:
    if case.id not in _SAID:
        _SAID[case.id] = case.run(folder)
    return _SAID[case.id]


def test_there_are_sixty_cases_each_with_its_own_name() -> None:
    assert len(CASES) >= 60
    assert [name for name, times in Counter(case.id for case in CASES).items() if times > 1] == []


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_a_bad_input_is_refused_in_a_sentence(case: BadInput, tmp_path: Path) -> None:
    english, dutch = _sentences(case, tmp_path)
    assert english != dutch
    for sentence in (english, dutch):
        assert sentence.rstrip().endswith((".", "?", "!")), sentence
        assert "{" not in sentence and "Traceback" not in sentence
        assert str(tmp_path) not in sentence, "a sentence names no folder of this machine"


def test_the_page_shows_what_people_get(tmp_path: Path) -> None:
    sentences = {}
    for case in CASES:
        folder = tmp_path / case.id
        folder.mkdir()
        sentences[case.id] = _sentences(case, folder)
    assert TABLE.read_text(encoding="utf-8") == table(CASES, sentences), "write it again: python tests/bad_inputs"
