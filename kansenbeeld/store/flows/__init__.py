"""Cohort flows in the store: protected tables and results out of raw counts. Only a build imports this room."""

from kansenbeeld.store.flows.publish import COUNT_COLUMNS, RESULT_COLUMNS, PublishedFlows, cohort_windows, publish

__all__ = ["COUNT_COLUMNS", "RESULT_COLUMNS", "PublishedFlows", "cohort_windows", "publish"]
