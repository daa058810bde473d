"""Secrets: how they are found in text, and how they are kept out of everything that is shown."""
