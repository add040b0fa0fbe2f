"""Signing in: the token endpoint, managed identities and a stand-in for ``az``."""
