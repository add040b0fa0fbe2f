"""Tag expressions: do they parse, are they within the limits, can they match anything."""
