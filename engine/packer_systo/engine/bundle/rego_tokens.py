"""Rego as tokens: enough to find the functions that a text calls."""

from __future__ import annotations

import re

# Strings and comments are skipped; a function is a dotted name before a parenthesis.
REGO_TOKEN = re.compile(
    r"""(?P<template>\$["`])|"(?:\\.|[^"\\\n])*"|`[^`]*`|\#[^\n]*|(?P<name>[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*)(?=\()|[A-Za-z_][A-Za-z0-9_.]*|(?s:.)"""
)
"""Groups: `name` (a function that is called), `template` (the beginning of `$"…"`)."""
