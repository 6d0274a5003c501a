"""Groups: findings by education and income of parents."""

from kansenbeeld.web import controls, finding_view

words = controls.chosen_language()
finding_view.page("groups", words, "district", "high", "threshold")
