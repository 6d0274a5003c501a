"""Few examples, always the same ones, in CI; many new ones at night: ``KANSENBEELD_FUZZ=nightly``."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

SLOW = (HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture)

settings.register_profile("ci", max_examples=25, derandomize=True, deadline=None, suppress_health_check=SLOW)
settings.register_profile("nightly", max_examples=1_000, deadline=None, suppress_health_check=SLOW)
settings.load_profile("nightly" if os.environ.get("KANSENBEELD_FUZZ") == "nightly" else "ci")
