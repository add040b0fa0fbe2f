"""What a build needs so that pushes can reach it."""
