"""The built-in bundles, as package resources of the wheel."""
