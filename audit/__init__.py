"""Audits of code, secrets and dependencies. Run: ``python -m audit``."""
