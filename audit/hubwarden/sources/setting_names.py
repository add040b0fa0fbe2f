"""What the name of an app's setting says of its value, where the value itself is not known."""

from __future__ import annotations

import itertools
import re
from typing import Final

_WORD: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
"""Words in camel case, in capitals, or between other characters."""

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
"""Words of other services that have hubs, notifications, pushes and signatures, too."""

_NO_KEYS: Final = frozenset(
    {"name", "names", "id", "region", "location", "enabled", "tag", "tags", "version"}
)
"""Last words of settings that hold no key."""

_VALUES: Final = frozenset({"value", "securevalue", "connectionstring", "keyvaulturl", "reference"})
"""Members of a setting that hold its value, beside its name."""

_ITSELF: Final = re.compile(r"notifications?hubs?")


_WHOLES: Final = frozenset(
    {
        *("appsettings", "connectionstrings", "siteconfig", "secrets", "env", "properties"),
        *("environmentvariables", "configuration", "template", "containers", "container"),
        *("volumes", "localsettings"),
    }
)
"""Properties of apps that hold settings: where one is not known as a whole, any setting may be in it."""


def may_hold_key(name: str) -> bool:
    """Tell whether a setting of this name may hold a key of a notification hub.

    The name is judged by its words, so that ``HUB``, ``PushKey`` and ``NOTIFICATIONHUB_CONNECTION`` may, and
    ``GITHUB_TOKEN``, ``EventHubConnection`` and ``NotificationHubName`` may not.
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
    """Tell whether the value at a path (``siteConfig.appSettings[HUB].value``) is one of such a setting."""
    parts = [part for part in re.split(r"[.\[\]]+", path) if part]
    while len(parts) > 1 and parts[-1].lower() in _VALUES:
        parts.pop()
    if not parts:
        return False
    # A list is named, its items are counted.
    named = [part for part in parts if not part.isdecimal()]
    return may_hold_key(parts[-1]) or (bool(named) and named[-1].lower() in _WHOLES)
