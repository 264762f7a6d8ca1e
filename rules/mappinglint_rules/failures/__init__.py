"""Family 4: what happens to records that fail."""
