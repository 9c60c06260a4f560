"""Wing 1: sources in, items out; one pure `parse()` for each kind, one door to the network."""
