"""The data plane of namespaces: what is asked of a hub itself, with the key of an access rule."""
