"""The checks of `bundle lint`, one a file."""
