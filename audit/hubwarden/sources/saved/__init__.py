"""What was read of live Azure, kept in a folder, and read from there as a source."""
