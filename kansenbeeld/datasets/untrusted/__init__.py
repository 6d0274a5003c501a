"""Files that nobody has looked at yet, from an analyst or a publisher: how much of them is opened, and how safely."""
