"""Source text: files, positions in them, and the limits on reading them."""
