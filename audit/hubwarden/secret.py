"""Secret values: they can be compared and can never be shown."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from typing import Final, NoReturn

_RUN_KEY: Final = secrets.token_bytes(32)


class Secret:
    """A secret of which only a digest is kept, keyed anew in each run.

    Two equal values have equal secrets within a run, so a rule can tell that a credential is used
    twice. The value itself is gone: it cannot be printed, logged, pickled or encoded, and the
    digest means nothing outside the run.
    """

    __slots__ = ("_digest", "is_empty")

    is_empty: bool
    """Whether the value has no character besides white space."""

    def __init__(self, value: str) -> None:
        self._digest = hmac.digest(_RUN_KEY, value.encode("utf-8", "surrogatepass"), hashlib.sha256)
        self.is_empty = not value.strip()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and hmac.compare_digest(self._digest, other._digest)

    def __hash__(self) -> int:
        return hash(self._digest)

    def __repr__(self) -> str:
        return "Secret(***)"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret cannot be pickled")
