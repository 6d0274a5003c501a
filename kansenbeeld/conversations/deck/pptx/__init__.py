"""The slides as a presentation to edit: native charts, titles in placeholders, notes, alternative texts."""

from kansenbeeld.conversations.deck.pptx.presentation import pptx as pptx
