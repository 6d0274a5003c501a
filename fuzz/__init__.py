"""Hostile input for every entrance: any bytes in, a result or one sentence of ours out. Run: ``python -m fuzz``."""
