"""What a new data version changed in the headlines of the conversations."""

from kansenbeeld.web import changes_view, controls, conversations_view, frame

words = controls.chosen_language()
frame.title("changes", words)
changes_view.page(words)
conversations_view.ways_back(words)
