"""Results and recommendations: write down, revise, follow."""

from kansenbeeld.web import controls, frame
from kansenbeeld.web.ledger import page

words = controls.chosen_language()
frame.title("results", words)
page.page(words)
