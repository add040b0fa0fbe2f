"""What Azure Monitor counted for hubs: read from files, and the figures that are derived from it."""
