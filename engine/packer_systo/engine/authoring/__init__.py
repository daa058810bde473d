"""What whoever writes a bundle works with: start, test, lint, document, look inside."""
