"""The nouns of an estate of notification hubs: frozen dataclasses without I/O."""
