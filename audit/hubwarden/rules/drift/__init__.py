"""Rules about drift."""
