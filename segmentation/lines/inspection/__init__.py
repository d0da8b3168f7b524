"""What ``inspect`` makes of a file whose layout is not known."""
