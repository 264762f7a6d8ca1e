"""Family 3: where in a stream to begin."""
