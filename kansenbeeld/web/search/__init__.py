"""Search: one box that finds a district, area, school, question or page."""
