"""CEL behind one interface, with two engines."""
