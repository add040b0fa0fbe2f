"""What a tag may be, and how many there may be.

Sources: Microsoft, "Routing and tag expressions" (120 characters, which ones, 60 tags a registration, 20 tags in
an expression of ORs alone, else 6); the pattern of tags in Microsoft.Azure.NotificationHubs 4.2.0, which also has
the tags that the service itself makes of installations.
"""

from __future__ import annotations

import re
from typing import Final

LONGEST_TAG: Final = 120
MOST_TAGS: Final = 60
"""Tags of one device."""
MOST_IN_ORS: Final = 20
"""Tags in an expression that has only ORs."""
MOST_OTHERWISE: Final = 6

PLAIN_TAG: Final = re.compile(r"[-_@#.:\w]+")
"""A run of characters that tags are made of. Letters of any alphabet are in it, as in the SDK's pattern."""
MADE_BY_SERVICE: Final = re.compile(r"\$(InstallationId|UserId):\{[-_@#.:=\w]+\}", re.IGNORECASE)
"""A tag that the service makes of an installation. A device has at most one of each kind."""


def what_is_wrong(tag: str) -> str:
    """Return why a text is no tag; empty where it is one. The text itself is not in the answer."""
    if not tag:
        return "it is empty"
    if not (MADE_BY_SERVICE.fullmatch(tag) or PLAIN_TAG.fullmatch(tag)):
        return (
            "it has a character that tags do not have: letters, digits and _ @ # . : - are allowed"
        )
    return what_is_doubtful(tag)


def what_is_doubtful(tag: str) -> str:
    """Return which limit a tag that parses is beyond; empty where it is within all."""
    if len(tag) > LONGEST_TAG:
        return f"it has {len(tag)} characters, and {LONGEST_TAG} are the most"
    if not tag.isascii():
        return (
            "it has letters beyond a to z: a send carries tags in a header of HTTP, where these are not "
            "certain to arrive"
        )
    return ""
