"""Family 6: how Lambda gets at the source."""
