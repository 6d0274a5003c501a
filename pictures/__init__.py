"""The pictures of the guides and the diagram of the rooms, made by commands. Run: ``python -m pictures``."""
