"""Rules about environments."""
