"""What to do about each segment."""
