"""The server and the account that is signed in, as the tests of live reading have them."""

from sources.azure.conftest import azure, tls

__all__ = ["azure", "tls"]
