"""Groups: findings by education and income of parents."""

from kansenbeeld.web import controls, finding_view, frame

words = controls.chosen_language()
frame.title("groups", words)
finding_view.page("groups", words, "district", "high", "threshold")
