"""What ``inspect`` makes of a file of unknown layout."""
