"""Rules about what the tools demand that deploy mappings, and AWS does not."""
