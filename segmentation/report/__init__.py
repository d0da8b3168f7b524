"""How it is told; computes nothing."""
