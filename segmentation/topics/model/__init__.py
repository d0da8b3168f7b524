"""The model in force: how it scores customers, when it drifts, where it is kept."""
