"""From expressions to values, as HashiCorp's HCL evaluates them (hclsyntax/spec.md)."""
