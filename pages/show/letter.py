"""The letter to the council."""

from kansenbeeld.web import controls, frame

words = controls.chosen_language()
frame.title("letter", words)
