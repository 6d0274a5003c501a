"""What a room sees of a conversation: slides, on screen, in a file, and on paper."""
