"""Read, evaluate, normalise, judge, report."""
