"""Is a mapping made of the right pieces? The schema says."""
