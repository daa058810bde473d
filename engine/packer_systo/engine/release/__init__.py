"""Releases of bundles: built, signed and verified."""
