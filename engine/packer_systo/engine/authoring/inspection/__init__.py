"""Look inside a bundle: what it holds, what may be set of it, what it needs."""
