"""Open images, scan them, attest and verify: what a build made. Not in this release yet."""
