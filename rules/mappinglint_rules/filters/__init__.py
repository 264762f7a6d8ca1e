"""Family 5: filter patterns."""
