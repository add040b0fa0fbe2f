"""Rules that an organisation writes itself: expressions over the fields of one resource."""
