"""What the tools demand that make mappings: where AWS would never be asked."""
