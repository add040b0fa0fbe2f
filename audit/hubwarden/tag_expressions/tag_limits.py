"""The form of a tag, and the limits on the number of tags.

Sources: Microsoft, "Routing and tag expressions" (120 characters and which, 60 tags for a registration, 20 tags in
an expression with only ORs, 6 in others); the pattern of tags in Microsoft.Azure.NotificationHubs 4.2.0, which also
covers the tags that the service makes for installations.
"""

from __future__ import annotations

import re
from typing import Final

LONGEST_TAG: Final = 120
MOST_TAGS: Final = 60
"""The most tags of one device."""
MOST_IN_ORS: Final = 20
"""The most tags in an expression with only ORs."""
MOST_OTHERWISE: Final = 6

PLAIN_TAG: Final = re.compile(r"[-_@#.:\w]+")
"""A run of characters that are allowed in tags; as in the SDK's pattern, letters of any alphabet are."""
MADE_BY_SERVICE: Final = re.compile(r"\$(InstallationId|UserId):\{[-_@#.:=\w]+\}", re.IGNORECASE)
"""A tag that the service makes for an installation. A device has at most one of each kind."""


def what_is_wrong(tag: str) -> str:
    """Return why a text is not a tag; empty where it is one. The text is not quoted."""
    if not tag:
        return "it is empty"
    if not (MADE_BY_SERVICE.fullmatch(tag) or PLAIN_TAG.fullmatch(tag)):
        return (
            "it has a character that tags do not have: letters, digits and _ @ # . : - are allowed"
        )
    return what_is_doubtful(tag)


def what_is_doubtful(tag: str) -> str:
    """Return which limit a valid tag exceeds; empty where it is within all."""
    if len(tag) > LONGEST_TAG:
        return f"it has {len(tag)} characters, and {LONGEST_TAG} are the most"
    if not tag.isascii():
        return (
            "it has letters beyond a to z: a send carries tags in a header of HTTP, where these are not "
            "certain to arrive"
        )
    return ""
