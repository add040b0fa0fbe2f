"""ARM templates: from the file to records."""
