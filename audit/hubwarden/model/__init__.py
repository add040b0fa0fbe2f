"""The nouns: what an estate of notification hubs consists of. Frozen, without I/O."""
