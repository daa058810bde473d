"""Reports: one renderer a file, each a pure function from a report to text."""
