"""Settings: `systo.toml`, or `[tool.systo-policy]` in `pyproject.toml`."""
