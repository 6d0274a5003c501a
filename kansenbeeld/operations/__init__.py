"""For the person on duty: is all well (``doctor``), keep everything (``backup``), bring it back (``recover``)."""
