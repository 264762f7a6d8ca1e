"""Family 7: what a mapping needs from the resources around it."""
