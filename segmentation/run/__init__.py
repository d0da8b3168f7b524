"""A run: lines, past, models and scores, each worked out once."""
