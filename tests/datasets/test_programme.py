"""The programme of conversations: the shipped files, what a person reads when one is wrong, its way through rows."""

from __future__ import annotations

import datetime as dt
import tomllib
from pathlib import Path

import pytest

from kansenbeeld import findings
from kansenbeeld.datasets.errors import DatasetError
from kansenbeeld.datasets.packages import fingerprint
from kansenbeeld.datasets.programme import PARTICIPANTS, Evidence, Programme, from_rows, to_rows
from kansenbeeld.datasets.programme_files import CHOICES, NUMBERS, read_programme
from kansenbeeld.findings import Selection
from kansenbeeld.findings.finding import HIGH_GROUPS
from kansenbeeld.language import language
from kansenbeeld.paths import DATA
from kansenbeeld.web import frame

DISTRICTS = ("A", "B", "E", "F", "K", "M", "N", "S", "T")
BOTH = '{ nl = "tekst", en = "text" }'
ONE = f"""number = 1
theme = "netwerken"
district = "T"
date = 2017-03-01
participants = ["parents"]
facts = [{BOTH}]
source = {BOTH}
"""
EVIDENCE = f"""[[netwerken.evidence]]
question = "advice_gap"
role = "lead"
choices = {{ high = "hbo", areas = true }}
notes = {BOTH}
"""
THEMES = f"""[netwerken]
title = {BOTH}
about = {BOTH}
questions = [{BOTH}]
not_said = [{BOTH}]

{EVIDENCE}"""


def write(root: Path, one: str = ONE, themes: str = THEMES, **others: str) -> Path:
    folder = root / "conversations"
    folder.mkdir()
    for name, text in {"1-one": one, "themes": themes, **others}.items():
        (folder / f"{name}.toml").write_text(text, "utf-8")
    return root


def sentence(root: Path) -> str:
    with pytest.raises(DatasetError) as caught:
        read_programme(root, DISTRICTS)
    error = caught.value
    assert str(error) == error.sentence(language("en")) != error.sentence(language("nl"))
    assert str(error).endswith(".") and "\n" not in str(error)
    return str(error)


@pytest.fixture(scope="module")
def shipped() -> Programme:
    return read_programme(DATA, DISTRICTS)


def test_what_is_known_and_nothing_more(shipped: Programme) -> None:
    first, second, *others = shipped.conversations
    assert (first.theme, first.district, first.date) == ("sterke-netwerken", "T", dt.date(2017, 3, 1))
    assert len(first.facts) == 3 and first.place is None
    assert second.theme == "ouderbetrokkenheid" and "niet bekend" in second.facts[0]["nl"]
    assert [one.id for one in others] == ["3", "4", "5", "6"]
    assert all(one.theme is None for one in others)
    for one in (second, *others):
        assert (one.district, one.date, one.place) == (None, None, None)
    assert all(one.participants == PARTICIPANTS for one in shipped.conversations)


def test_seven_themes_of_six_to_eight_findings(shipped: Programme) -> None:
    assert list(shipped.themes) == [
        "sterke-netwerken",
        "ouderbetrokkenheid",
        "verwachtingen-en-schooladvies",
        "overgang-po-vo",
        "voorschool-en-taal",
        "brede-talentontwikkeling",
        "segregatie-en-schoolkeuze",
    ]
    for theme in shipped.themes.values():
        assert 6 <= len(theme.evidence) <= 8
        assert {evidence.role for evidence in theme.evidence} == {"lead", "support", "context"}
        assert 3 <= len(theme.questions) <= 5
        assert 3 <= len(theme.not_said) <= 4
        assert theme.missing
        asked = [(evidence.question, tuple(evidence.choices.items())) for evidence in theme.evidence]
        assert len(set(asked)) == len(asked)


def test_every_choice_means_something_to_its_question(shipped: Programme) -> None:
    for theme in shipped.themes.values():
        for evidence in theme.evidence:
            assert set(evidence.choices) <= set(findings.questions()[evidence.question].controls)


def test_the_choices_are_those_of_a_selection() -> None:
    # Places are not among them: a conversation has a district of its own, and districts side by side are the reader's.
    assert set(CHOICES) == set(Selection.__slots__) - {"district", "municipality", "compare"}
    assert CHOICES["high"] == tuple(reversed(HIGH_GROUPS))


def test_every_number_has_a_page() -> None:
    assert NUMBERS == frame.CONVERSATIONS


def test_a_folder_without_conversations_is_sound(tmp_path: Path) -> None:
    assert read_programme(tmp_path, DISTRICTS) == Programme(())


def test_rows_hold_all_of_it(shipped: Programme, tmp_path: Path) -> None:
    rows = to_rows(shipped)
    assert [row["id"] for row in rows[:6]] == list(NUMBERS)
    assert from_rows(rows) == shipped
    written = read_programme(write(tmp_path), DISTRICTS)
    assert from_rows(to_rows(written)) == written
    assert written.themes["netwerken"].evidence[0].choices == {"high": "hbo", "areas": True}


def test_the_version_covers_the_programme(practice_data: Path, tmp_path: Path) -> None:
    import shutil

    folder = shutil.copytree(practice_data, tmp_path / "data")
    before = fingerprint(folder)
    file = folder / "conversations" / "themes.toml"
    file.write_text(file.read_text("utf-8") + "\n# noted\n", "utf-8")
    changed = fingerprint(folder)
    shutil.rmtree(folder / "conversations")
    assert len({before, changed, fingerprint(folder)}) == 3


AT = "conversations/1-one.toml"
BAD_CONVERSATIONS = {
    "toml": (
        ONE.replace('"T"', '"T'),
        f"{AT}, row 3: this is not valid TOML (Illegal character '\\n'); correct it there.",
    ),
    "number missing": (
        ONE.replace("number = 1", ""),
        f"{AT}: 'number' is missing or empty; fill it in as one of 1, 2, 3, 4, 5, 6.",
    ),
    "number": (ONE.replace("number = 1", "number = 7"), f"{AT}: 'number' is '7'; make it one of 1, 2, 3, 4, 5, 6."),
    "theme": (ONE.replace('"netwerken"', '"netten"'), f"{AT}: 'theme' is 'netten'; make it one of netwerken."),
    "district": (ONE.replace('"T"', '"X"'), f"{AT}: 'district' is 'X'; make it one of {', '.join(DISTRICTS)}."),
    "date as text": (
        ONE.replace("2017-03-01", '"1 maart 2017"'),
        f"{AT}: 'date' is '1 maart 2017'; make it a date such as 2017-03-01, without quotation marks.",
    ),
    "date with time": (
        ONE.replace("2017-03-01", "2017-03-01T10:00:00"),
        f"{AT}: 'date' is '2017-03-01 10:00:00'; make it a date such as 2017-03-01, without quotation marks.",
    ),
    "participant": (
        ONE.replace('["parents"]', '["parents", "neighbours"]'),
        f"{AT}: 'participants[1]' is 'neighbours'; make it one of {', '.join(PARTICIPANTS)}.",
    ),
    "participants": (
        ONE.replace('["parents"]', '"parents"'),
        f"{AT}: 'participants' is 'parents'; make it a list of {', '.join(PARTICIPANTS)}.",
    ),
    "field": (
        ONE.replace("district", "distrikt"),
        f"{AT}: 'distrikt' is not known here; remove it or correct its name (known: number, theme, district, date, "
        "place, participants, facts, source).",
    ),
    "language": (
        ONE.replace(f"facts = [{BOTH}]", 'facts = [{ nl = "tekst" }]'),
        f"{AT}: 'facts[0].en' is missing or empty; fill it in as text in 'en'.",
    ),
}


@pytest.mark.parametrize("name", BAD_CONVERSATIONS)
def test_a_mistake_in_a_conversation_is_named(name: str, tmp_path: Path) -> None:
    text, expected = BAD_CONVERSATIONS[name]
    assert sentence(write(tmp_path, text)) == expected


def test_a_day_that_does_not_exist_is_named_with_its_row(tmp_path: Path) -> None:
    written = sentence(write(tmp_path, ONE.replace("2017-03-01", "2017-02-30")))
    assert written.startswith(f"{AT}, row 4: this is not valid TOML (")


def test_a_file_that_ends_too_soon_is_named_with_its_last_row(tmp_path: Path) -> None:
    assert sentence(write(tmp_path, 'number = 1\nfacts = [{ nl = "a"')).startswith(f"{AT}, row 2: this is not valid")


def test_bytes_that_are_no_text_are_named_with_their_row(tmp_path: Path) -> None:
    root = write(tmp_path)
    (root / AT).write_bytes(b"number = 1\nplace = '\xe9'\n")
    assert sentence(root).startswith(f"{AT}, row 2: this is not UTF-8 text")


def test_two_conversations_have_two_numbers(tmp_path: Path) -> None:
    expected = f"conversations/2-two.toml: number '1' is that of {AT} as well; give each conversation its own."
    assert sentence(write(tmp_path, **{"2-two": "number = 1\n"})) == expected


IN = "conversations/themes.toml"
EV = "netwerken.evidence"
BAD_THEMES = {
    "question": (
        THEMES.replace("advice_gap", "advise_gap"),
        f"{IN}: '{EV}[0].question' is 'advise_gap'; make it the name of a question, such as 'advice_gap'.",
    ),
    "role": (
        THEMES.replace('"lead"', '"leader"'),
        f"{IN}: '{EV}[0].role' is 'leader'; make it one of lead, support, context.",
    ),
    "no lead": (
        THEMES.replace('"lead"', '"support"'),
        f"{IN}: '{EV}' has 0 findings with the role 'lead'; give exactly one that role.",
    ),
    "two leads": (
        THEMES + EVIDENCE,
        f"{IN}: '{EV}' has 2 findings with the role 'lead'; give exactly one that role.",
    ),
    "lead not first": (
        THEMES.replace('"lead"', '"context"') + EVIDENCE,
        f"{IN}: '{EV}' does not begin with its lead; put the finding with the role 'lead' first.",
    ),
    "choice": (
        THEMES.replace('high = "hbo"', 'hihg = "hbo"'),
        f"{IN}: '{EV}[0].choices.hihg' is not known here; remove it or correct its name (known: high, threshold, "
        "areas, rule).",
    ),
    "district as choice": (
        THEMES.replace('high = "hbo"', 'district = "T"'),
        f"{IN}: '{EV}[0].choices.district' is not known here; remove it or correct its name (known: high, threshold, "
        "areas, rule).",
    ),
    "value": (
        THEMES.replace('"hbo"', '"mbo"'),
        f"{IN}: '{EV}[0].choices.high' is 'mbo'; make it one of hbo, wo.",
    ),
    "value of another kind": (
        THEMES.replace("areas = true", "areas = 1"),
        f"{IN}: '{EV}[0].choices.areas' is '1'; make it one of false, true.",
    ),
    "notes": (
        THEMES.replace(f"notes = {BOTH}", 'notes = { nl = "", en = "text" }'),
        f"{IN}: '{EV}[0].notes.nl' is missing or empty; fill it in as text in 'nl'.",
    ),
    "no questions": (
        THEMES.replace(f"questions = [{BOTH}]", ""),
        f"{IN}: 'netwerken.questions' is missing or empty; fill it in as a list of objects.",
    ),
    "no table": (
        'loose = "text"\n' + THEMES,
        f"{IN}: 'loose' is 'text'; make it a table.",
    ),
}


@pytest.mark.parametrize("name", BAD_THEMES)
def test_a_mistake_in_a_theme_is_named(name: str, tmp_path: Path) -> None:
    text, expected = BAD_THEMES[name]
    assert sentence(write(tmp_path, themes=text)) == expected


def test_texts_make_no_claim_of_cause_and_hold_no_numbers_that_age() -> None:
    from test_language import CAUSAL

    catalogue = tomllib.loads((DATA / "conversations" / "themes.toml").read_text("utf-8"))
    for theme in catalogue.values():
        for evidence in theme["evidence"]:
            for note in evidence["notes"].values():
                assert "%" not in note, note
    assert CAUSAL.search((DATA / "conversations" / "themes.toml").read_text("utf-8")) is None


def test_the_files_and_the_code_say_the_same_of_a_role() -> None:
    sentence = (
        "role: the lead, a support, or context: about the surroundings or about other pupils than those of the lead."
    )
    assert f"# {sentence}\n" in (DATA / "conversations" / "themes.toml").read_text("utf-8")
    assert sentence in (Evidence.__doc__ or "")


@pytest.mark.parametrize("word", ["Gearceerd", "De volgende dia laat dat zien", "The next slide shows it"])
def test_notes_use_the_words_of_the_legend_and_claim_no_number(word: str, shipped: Programme) -> None:
    notes = [note for theme in shipped.themes.values() for one in theme.evidence for note in one.notes.values()]
    assert not [note for note in notes if word in note]
