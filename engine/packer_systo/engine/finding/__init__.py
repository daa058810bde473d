"""Findings: the outcome of every judgment, and the report that collects them."""
