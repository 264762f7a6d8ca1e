"""Family 2: how many records a batch has and how long it may gather."""
