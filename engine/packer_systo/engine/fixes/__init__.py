"""Fixes: from what a rule wants changed to edits of the text, applied without losing anything."""
