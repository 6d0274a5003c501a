"""The letter to the council, of one conversation or of all six, to read and to take along."""

from kansenbeeld.web import controls, frame, letter_view

words = controls.chosen_language()
frame.title("letter", words)
letter_view.page(words)
