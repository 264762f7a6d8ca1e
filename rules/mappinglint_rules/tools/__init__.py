"""Family 0: what the tools that make mappings demand, before AWS is asked."""
