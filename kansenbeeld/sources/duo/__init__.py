"""The open data of DUO (Dienst Uitvoering Onderwijs)."""
