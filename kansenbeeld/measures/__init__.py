"""Pure functions on numbers and arrays. Shares are 0-1 unless a name says ``percentage`` (0-100)."""
