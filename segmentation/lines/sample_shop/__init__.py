"""A made-up shop, the same on every machine."""
