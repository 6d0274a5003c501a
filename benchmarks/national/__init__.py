"""GENERATED pupils of a whole country, to measure a build that grows. None of them is a real child."""
