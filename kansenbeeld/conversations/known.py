"""What is known of a conversation, in words; what is not is said to be open."""

from __future__ import annotations

from collections.abc import Mapping

from kansenbeeld.datasets.programme import Conversation
from kansenbeeld.language import Language


def facts(conversation: Conversation, words: Language, *, district: str, theme: str = "") -> dict[str, str]:
    """Write when, where and about what a conversation is, and who take part.

    Args:
        conversation: with what editors filled in.
        words: the reader's language.
        district: name of its district, empty where that is not known.
        theme: title of its theme, empty where that is not known.

    Returns:
        The text of each field: ``date``, ``district``, ``place``, ``theme``, ``participants``.
    """
    given = {
        "date": "" if conversation.date is None else words.date(conversation.date),
        "district": district,
        "place": conversation.place or "",
        "theme": theme,
        "participants": ", ".join(
            words.text(f"ledger.participants.{one}").lower() for one in conversation.participants
        ),
    }
    return {name: text or words.text("conversation.open") for name, text in given.items()}


def with_days(written: Mapping[str, str], conversation: Conversation, words: Language) -> dict[str, str]:
    """Add to fields that an editor filled in on which day that was.

    Args:
        written: fields in words, from :func:`facts`.
        conversation: with what editors filled in.
        words: the reader's language.
    """
    days = conversation.filled_in
    return {
        name: words.text("conversation.filled_in", value=text, date=words.date(days[name])) if name in days else text
        for name, text in written.items()
    }
