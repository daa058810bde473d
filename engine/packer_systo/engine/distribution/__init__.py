"""Where released bundles come from and go to: sources, the lock, the local store."""
