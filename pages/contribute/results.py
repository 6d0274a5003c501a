"""Results and recommendations: write down, revise, follow."""

from kansenbeeld.web import controls, frame

words = controls.chosen_language()
frame.title("results", words)
