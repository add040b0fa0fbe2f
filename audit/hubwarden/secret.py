"""Secret values: they can be compared but never shown."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from typing import Final, NoReturn, Self

_RUN_KEY: Final = secrets.token_bytes(32)


NOT_SHOWN: Final = "(not shown)"


class Hidden(str):
    """A text that rules may compare and nobody may show, such as a name in a secret JSON document.

    Comparisons and patterns see the text itself; ``str``, ``repr`` and formatting give ``(not shown)``.
    ``shown`` returns what a message may say.
    """

    __slots__ = ()

    def __new__(cls, value: str) -> Self:
        """Hide a text. A hidden text is returned as it is, since ``str()`` of it would lose the text."""
        return value if isinstance(value, cls) else super().__new__(cls, value)

    def __repr__(self) -> str:
        return NOT_SHOWN

    def __str__(self) -> str:
        return NOT_SHOWN

    def __format__(self, _spec: str) -> str:
        return NOT_SHOWN

    def __reduce__(self) -> NoReturn:
        raise TypeError("a hidden text cannot be pickled")


def shown(value: str, *others: str) -> str:
    """Return ``value``, or ``(not shown)`` where it or one of the ``others`` that it is made from is hidden."""
    return NOT_SHOWN if any(isinstance(item, Hidden) for item in (value, *others)) else value


def harmless(text: str) -> str:
    """Return a name or an address in a form that a report may show, even if it contains a secret by mistake.

    Key material, and what looks like it, becomes ``(not shown)``; an address loses its user and its query.
    """
    if _KEY_MATERIAL.search(text) or any(map(_is_mixed, _LONG_RUN.findall(text))):
        return NOT_SHOWN
    return _USER.sub(r"\1", _QUERY.sub("", text))


_KEY_MATERIAL: Final = re.compile(r"-----BEGIN|SharedAccess|AccountKey\s*=|[?&]sig=", re.IGNORECASE)
_LONG_RUN: Final = re.compile(r"[A-Za-z0-9+/_-]{43,}")
"""32 bytes or more in Base64. Package identifiers can be as long, but are in lower case."""
_USER: Final = re.compile(r"(\w://)[^/@\s]*@")
_QUERY: Final = re.compile(r"(?<=\w)\?\S*")


def _is_mixed(text: str) -> bool:
    return not text.islower() and not text.isupper() and not text.isdecimal()


class Secret:
    """A secret of which only a digest is kept; the key of the digest is new in each run.

    Two equal values have equal secrets within a run, so a rule can see that a credential is used twice. The value
    itself is gone: it cannot be printed, logged, pickled or encoded, and the digest means nothing outside the
    run. A secret read from a save has only a number, which can be compared within that save alone.
    """

    __slots__ = ("_digest", "_save", "is_empty")

    is_empty: bool
    """Whether the value is empty or only white space."""

    def __init__(self, value: str) -> None:
        self._digest = hmac.digest(_RUN_KEY, value.encode("utf-8", "surrogatepass"), hashlib.sha256)
        self._save = b""
        self.is_empty = not value.strip()

    @classmethod
    def of_save(cls, save: bytes, number: int, *, is_empty: bool) -> Self:
        """Return the secret of a number in a save; ``save`` identifies the save among all others."""
        secret = cls(f"{save.hex()} {number}")
        secret._save, secret.is_empty = save, is_empty
        return secret

    @property
    def save(self) -> bytes:
        """The identity of the save that it was read from; empty where its value was read in this run."""
        return self._save

    def is_comparable(self, other: Secret) -> bool:
        """Tell whether comparing the two secrets can show that they are, or are not, the same."""
        return self._save == other._save

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, Secret)
            and self._save == other._save
            and hmac.compare_digest(self._digest, other._digest)
        )

    def __hash__(self) -> int:
        return hash(self._digest)

    def __repr__(self) -> str:
        return "Secret(***)"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret cannot be pickled")
