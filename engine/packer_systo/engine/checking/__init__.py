"""The parts of `check`: what is asked for, one target at a time, and the order of the outcome."""
