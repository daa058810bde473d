"""`systo-policy bundle …`: one file a verb."""
