"""Compare: up to four districts side by side, in the order in which a reader chose them."""

from kansenbeeld.web import controls, finding_view

words = controls.chosen_language()
finding_view.page("compare", words, "compare", "high", "threshold")
