"""What ``hubwarden demo`` is made of: an estate, a local Azure that it is put into, and what people do to it."""
