"""Which branches of a bundle's rules its cases and tests reach."""
