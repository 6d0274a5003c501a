"""Compare: up to four districts side by side, in the order in which a reader chose them."""

from kansenbeeld.web import controls, finding_view, frame

words = controls.chosen_language()
frame.title("compare", words)
finding_view.page("compare", words, "compare", "high", "threshold")
