"""What troubleshooting guides say about pushes, whether it is so today, and what here covers it."""
