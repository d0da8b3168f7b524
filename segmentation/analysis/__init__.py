"""What the lines say; knows nothing of paper."""
