"""What several formats of a report share; none of it is a format."""
