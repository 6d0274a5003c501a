"""What can stand in the way of a session pack."""


class PackError(Exception):
    """The pack can't be made or put where it was asked for; the text is one sentence."""
