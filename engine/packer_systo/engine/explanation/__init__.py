"""How a rule came to its result on a template."""
