"""Commands of ``python -m kansenbeeld``, one module each: its parser and what it does."""
