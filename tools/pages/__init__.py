"""The generated pages of the documentation, one kind a module."""
