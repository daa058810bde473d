"""Results kept between runs: safe to delete at any time, and without secrets."""
