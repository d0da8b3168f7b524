"""How many clusters, which ones, and how far they can be trusted."""
