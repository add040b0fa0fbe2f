"""What is said where no connection came about: the network's reason, and nothing of the request."""

import asyncio
import errno
import socket
import ssl

import aiohttp
import pytest
from azure.core.exceptions import ServiceRequestError

from hubwarden.sources.azure.no_connection import UNREAD, why_no_answer

SECRET = "SharedAccessKey=c4n4ry"


def wrapped(cause):
    """Return an exception as the clients raise it: with the cause inside, and words of their own."""
    error = ServiceRequestError(f"{SECRET}: {cause}", error=cause)
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("cause", "words"),
    [
        (socket.gaierror(-2, SECRET), "cannot be resolved"),
        (ConnectionRefusedError(errno.ECONNREFUSED, SECRET), "refused the connection"),
        (ssl.SSLCertVerificationError(SECRET), "is not trusted"),
        (ssl.SSLError(SECRET), "no TLS connection"),
        (ConnectionResetError(SECRET), "was cut"),
        (OSError(errno.ENETUNREACH, SECRET), "cannot be reached from here"),
        (ValueError(SECRET), UNREAD),
        (OSError(errno.EIO, SECRET), UNREAD),
    ],
)
def test_the_reason_of_the_network_is_told(cause, words):
    for error in (cause, wrapped(cause), wrapped(wrapped(cause))):
        assert words in why_no_answer(error)
        assert SECRET not in why_no_answer(error)


def test_causes_in_a_circle_end():
    first, second = ValueError("a"), ValueError("b")
    first.__context__, second.__context__ = second, first
    assert why_no_answer(first) == UNREAD


@pytest.mark.parametrize(
    ("address", "words"),
    [("https://127.0.0.1:9/", "refused"), ("https://no-such-host.invalid/", "resolved")],
)
def test_what_the_real_client_raises_is_understood(address, words):
    async def ask():
        async with aiohttp.ClientSession() as session, session.get(address):
            pass

    with pytest.raises(aiohttp.ClientError) as caught:
        asyncio.run(ask())
    assert words in why_no_answer(caught.value)
    assert words in why_no_answer(wrapped(caught.value))
