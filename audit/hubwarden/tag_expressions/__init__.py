"""Tag expressions: whether they parse, are within the limits, and can match any device."""
