"""What an organisation demands, as data."""
