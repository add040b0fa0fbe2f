"""Hash algorithms by their object identifiers (RFC 8017, appendix B.1)."""

from __future__ import annotations

from typing import Final

from cryptography.hazmat.primitives import hashes

HASHES: Final[dict[str, hashes.HashAlgorithm]] = {
    "1.3.14.3.2.26": hashes.SHA1(),  # noqa: S303 - older profiles are signed with it
    "2.16.840.1.101.3.4.2.1": hashes.SHA256(),
    "2.16.840.1.101.3.4.2.2": hashes.SHA384(),
    "2.16.840.1.101.3.4.2.3": hashes.SHA512(),
    "2.16.840.1.101.3.4.2.4": hashes.SHA224(),
}
