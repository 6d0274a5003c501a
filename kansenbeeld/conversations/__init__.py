"""The six conversations: their evidence, what a room sees, what is recorded, and the letter to the council."""
