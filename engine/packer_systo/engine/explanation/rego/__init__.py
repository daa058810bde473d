"""How a rule in Rego came to its result: each statement of it, and of all that it asks."""
