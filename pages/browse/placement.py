"""From advice to placement: where pupils are in secondary school, and where the gap arises."""

from kansenbeeld.web import controls, finding_view

words = controls.chosen_language()
finding_view.page("placement", words, "district", "rule", "municipality")
