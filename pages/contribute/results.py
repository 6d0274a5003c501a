"""Results and recommendations: write down, revise, follow."""

from kansenbeeld.web import controls, frame, ledger_view

words = controls.chosen_language()
frame.title("results", words)
ledger_view.page(words)
