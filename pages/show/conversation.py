"""One conversation: its evidence for its own district, in the order that tells the story."""

from kansenbeeld.web import controls, conversation_view

conversation_view.page(controls.chosen_language())
