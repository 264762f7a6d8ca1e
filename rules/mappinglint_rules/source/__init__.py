"""Family 1: which source, and what it takes at all."""
