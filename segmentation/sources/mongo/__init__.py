"""The shop's lines in MongoDB: how they get there, and how they come back."""
