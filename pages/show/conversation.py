"""One conversation: its evidence for its own district, in the order that tells the story."""

from kansenbeeld.web import controls, frame

words = controls.chosen_language()
frame.title("conversation", words)
