"""Signing in: the token endpoint, managed identities and a replacement for ``az``."""
