"""How fast Kansenbeeld is, measured against a floor in the same run. ``python -m benchmarks --help``."""
