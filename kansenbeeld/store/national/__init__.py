"""A whole country in the store: pupil rows to protected counts per municipality. Only a build imports this room."""

from kansenbeeld.store.national.publish import (
    MOMENT,
    PLACE_COLUMNS,
    SCHOOL_COLUMNS,
    no_places,
    of_flow,
    place_inputs,
    publish,
    windows,
)

__all__ = [
    "MOMENT",
    "PLACE_COLUMNS",
    "SCHOOL_COLUMNS",
    "no_places",
    "of_flow",
    "place_inputs",
    "publish",
    "windows",
]
