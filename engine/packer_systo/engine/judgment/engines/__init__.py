"""Engines for Rego rules."""
