"""The six conversations: calendar, map, and the way to each."""

from kansenbeeld.web import controls, conversations_view, frame

words = controls.chosen_language()
frame.title("conversations", words)
conversations_view.page(words)
