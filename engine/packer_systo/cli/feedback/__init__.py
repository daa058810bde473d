"""`systo-policy feedback`: one file a verb."""
