"""MongoDB, as a source of lines and a place for results."""
