"""Run a bundle's own tests: cases of its rules, and Rego unit tests."""
