"""The letter to the city council: findings as they were, recommendations with their status, method, sources."""
