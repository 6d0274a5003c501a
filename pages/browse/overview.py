"""Overview: the map and three findings, the story on one screen."""

from kansenbeeld.web import controls, conversations_view, finding_view

words = controls.chosen_language()
conversations_view.way_where_the_menu_is_folded(words)
finding_view.page("overview", words, "district", "high", "threshold", per_row=2)
