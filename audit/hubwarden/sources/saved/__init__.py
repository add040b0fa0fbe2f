"""Saves: what was read from live Azure, kept in a folder that can be read as a source."""
