"""New bundles and new rules: files that work at once, to be changed from there."""
