"""`systo-policy rule …`: one file a verb."""
