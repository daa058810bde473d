"""What a new version of a bundle changes, and whether its number says so."""
