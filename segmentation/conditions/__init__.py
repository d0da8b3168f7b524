"""The small language of ``where``: which customers a list has."""
