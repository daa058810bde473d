"""Judge documents by rules: engines, subjects, the undecided filter."""
