"""The page on which an analyst adds a dataset: choose, check, describe, look, compare, publish, take back."""
