"""Add a dataset: upload, report, description, preview, what would change, publish, take back."""

from kansenbeeld.web import controls, frame
from kansenbeeld.web.datasets import page

words = controls.chosen_language()
frame.title("datasets", words)
page.page(words)
