"""Live Azure as a source: asked through its own clients, and only asked."""
