"""Tells from the name of an app's setting whether an unknown value may be a key."""

from __future__ import annotations

import itertools
import re
from typing import Final

_WORD: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
"""The words of a name: in camel case, in capitals, or separated by other characters."""

_HUB: Final = re.compile(r"(notif\w*|push|nh|anh|app|my|the)?hubs?(conn\w*|key\w*|cs)?")
_ALONE: Final = re.compile(
    r"notifications?|notify|push|pushes|anh|nh|sas|sharedaccess(key|signature)?"
)
_OTHERS: Final = frozenset(
    {
        *("event", "git", "iot", "docker", "signalr", "pubsub", "bot"),
        *("storage", "blob", "queue", "table", "bus", "relay", "cosmos", "devops"),
        *("mail", "email", "smtp", "sms", "sendgrid", "twilio", "slack", "teams"),
        *("gateway", "prometheus", "webhook"),
    }
)
"""Words for other services that also have hubs, notifications, pushes or signatures."""

_NO_KEYS: Final = frozenset(
    {"name", "names", "id", "region", "location", "enabled", "tag", "tags", "version"}
)
"""Last words of settings whose value is not a key."""

_VALUES: Final = frozenset({"value", "securevalue", "connectionstring", "keyvaulturl", "reference"})
"""Members of a setting with its value, next to its name."""

_ITSELF: Final = re.compile(r"notifications?hubs?")


_WHOLES: Final = frozenset(
    {
        *("appsettings", "connectionstrings", "siteconfig", "secrets", "env", "properties"),
        *("environmentvariables", "configuration", "template", "containers", "container"),
        *("volumes", "localsettings"),
    }
)
"""Properties with the settings of an app; if one is unknown as a whole, it may contain any setting."""


def may_hold_key(name: str) -> bool:
    """Tell whether a setting with this name may hold the key of a notification hub.

    The words of the name decide: ``HUB``, ``PushKey`` and ``NOTIFICATIONHUB_CONNECTION`` may, ``GITHUB_TOKEN``,
    ``EventHubConnection`` and ``NotificationHubName`` may not. ``GITHUB_TOKEN``, ``EventHubConnection`` and
    ``NotificationHubName`` may not.
    """
    words = [word.lower() for word in _WORD.findall(name)]
    if not words or words[-1] in _NO_KEYS:
        return False
    if _ITSELF.search("".join(words)):
        return True
    if _OTHERS.intersection(words):
        return False
    pairs = [f"{first}{second}" for first, second in itertools.pairwise(words)]
    return any(_HUB.fullmatch(word) or _ALONE.fullmatch(word) for word in (*words, *pairs))


def is_named_so(path: str) -> bool:
    """Tell whether the path of a value (``siteConfig.appSettings[HUB].value``) has the name of such a setting."""
    parts = [part for part in re.split(r"[.\[\]]+", path) if part]
    while len(parts) > 1 and parts[-1].lower() in _VALUES:
        parts.pop()
    if not parts:
        return False
    # A list has a name, its items have numbers.
    named = [part for part in parts if not part.isdecimal()]
    return may_hold_key(parts[-1]) or (bool(named) and named[-1].lower() in _WHOLES)
