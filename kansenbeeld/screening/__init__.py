"""Look at a file that somebody wants to publish: what is right, what is wrong, where, and what to do about it."""
