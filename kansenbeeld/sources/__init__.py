"""Connectors to the official publishers: download, parse, bring to a contract."""
