"""Publish a dataset, take it back, restore: who, when, why, and what would change. Nothing is ever overwritten."""
