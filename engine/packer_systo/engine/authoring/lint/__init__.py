"""Look a bundle over before it is released: one file a check, behind one small interface."""
