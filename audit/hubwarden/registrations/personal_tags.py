"""Tags that look like data about a person. Tags are the one thing that the service keeps unencrypted.

Source: Microsoft, "Push notifications with Azure Notification Hubs: frequently asked questions" ("encrypts all
customer data at rest with the exception of registration tags"). What a text looks like is a guess: a tag can be
personal and look like nothing, and the other way round.
"""

from __future__ import annotations

import re
from typing import Final, Literal

Looks = Literal["", "email", "phone", "number"]
"""What a tag looks like: an e-mail address, a phone number, or a long number, as of a customer or an account."""

_INSTALLATION: Final = re.compile(r"\$InstallationId:\{.*\}", re.IGNORECASE)
"""The service's own tag of an installation; its id is made for this."""
_USER: Final = re.compile(r"\$UserId:\{(.*)\}", re.IGNORECASE)
_UUID: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_EMAIL: Final = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[^\W\d_]{2,}")
_PHONE: Final = re.compile(
    r"(?<![0-9+])(?:"
    r"(?:\+|00)[0-9](?:[ ./()-]{0,2}[0-9]){6,13}"
    r"|\(?[0-9]{3}\)?[ .-][0-9]{3}[ .-][0-9]{4}"
    r"|0[0-9]{2,4}[ /-][0-9]{5,8}"
    r"|0[1-9](?:[ .-][0-9]{2}){4}"
    r")(?![0-9])"
)
"""With a country's code; and as the United States, Germany and France write their own."""
_NUMBER: Final = re.compile(r"(?<![^\W_])[0-9]{9,}(?![^\W_])")
"""Nine digits or more that are no part of a word: a date has eight."""


def looks_like(tag: str) -> Looks:
    """Return what a tag looks like; empty where it does not look personal."""
    if _INSTALLATION.fullmatch(tag):
        return ""
    found = _USER.fullmatch(tag)
    text = _UUID.sub(" ", found[1] if found else tag)
    if _EMAIL.search(text):
        return "email"
    if _PHONE.search(text):
        return "phone"
    return "number" if _NUMBER.search(text) else ""
