"""From advice to placement: where pupils are in secondary school, and where the gap arises."""

from kansenbeeld.web import controls, finding_view, frame

words = controls.chosen_language()
frame.title("placement", words)
finding_view.page("placement", words, "district", "rule", "municipality")
