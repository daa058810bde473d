"""Policy bundles: versioned folders of rules in Rego and CEL."""
