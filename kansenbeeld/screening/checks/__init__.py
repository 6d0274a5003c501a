"""The checks of screening, one module per stage; each gives lines for the report."""
