"""What a new data version changed in the headlines of the conversations."""

from kansenbeeld.web import controls, frame

words = controls.chosen_language()
frame.title("changes", words)
