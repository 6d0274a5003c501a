"""Pure functions on numbers and arrays. Shares are 0-1 unless a name says ``percentage`` (0-100).

These are the measures of METHOD 2 to 4, whole: some are on no page yet, and each is held by a published example.
"""
