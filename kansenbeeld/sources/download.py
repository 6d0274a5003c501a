"""Fetch files of publishers over the network: politely, completely, and kept for the next time."""

from __future__ import annotations


class SourceError(Exception):
    """A source could not be read; nothing of it was taken.

    Attributes:
        code: ``sources.error.<code>`` in the catalogue is the sentence.
        details: the values that it names.
    """

    def __init__(self, code: str, **details: object) -> None:
        """Make the error from its code and what the sentence names."""
        super().__init__(f"{code}: {details}")
        self.code = code
        self.details = details


class Downloader:
    """To be written: gets the files of publishers, with a cache."""
