"""The small language of ``where``: which customers are on a list."""
