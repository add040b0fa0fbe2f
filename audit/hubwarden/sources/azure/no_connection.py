"""Why no connection to a host came about, in words that quote nothing of it."""

from __future__ import annotations

import errno
import socket
import ssl
from collections.abc import Iterator
from typing import Final

UNREAD: Final = "there was no answer that can be read"
_MOST: Final = 20
"""Of exceptions that led to each other: more are a circle."""


_WHY: Final[tuple[tuple[type[BaseException], str], ...]] = (
    (socket.gaierror, "the name of the host cannot be resolved: see the name, DNS and HTTPS_PROXY"),
    (
        ssl.SSLCertVerificationError,
        "the certificate of the host is not trusted: REQUESTS_CA_BUNDLE names your own authorities",
    ),
    (ssl.SSLError, "no TLS connection with the host came about"),
    (ConnectionRefusedError, "the host refused the connection: see the host, and HTTPS_PROXY"),
    (ConnectionResetError, "the connection was cut"),
    (BrokenPipeError, "the connection was cut"),
)
"""By what the network raises, the special before the general."""
_NO_WAY: Final = (errno.ENETUNREACH, errno.EHOSTUNREACH)


def why_no_answer(error: BaseException) -> str:
    """Return why a request had no answer: the network's reason where it is known."""
    for cause in _causes(error):
        for kind, words in _WHY:
            if isinstance(cause, kind):
                return words
        if isinstance(cause, OSError) and cause.errno in _NO_WAY:
            return "the host cannot be reached from here: see the network, and HTTPS_PROXY"
    return UNREAD


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Yield an exception and those that led to it, as the clients chain them."""
    found: list[BaseException] = []
    todo: list[BaseException | None] = [error]
    while todo and len(found) < _MOST:
        item = todo.pop(0)
        if item is None or item in found:
            continue
        found.append(item)
        yield item
        inner = (getattr(item, name, None) for name in ("inner_exception", "os_error"))
        todo += [item.__cause__, item.__context__]
        todo += [each for each in inner if isinstance(each, BaseException)]
