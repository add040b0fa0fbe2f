"""The connection string of a hub: which hub, which access rule, and the key that signs for it.

Form: ``Endpoint=sb://NAMESPACE.servicebus.windows.net/;SharedAccessKeyName=RULE;SharedAccessKey=KEY``, and
``;EntityPath=HUB`` in what Azure lists since 2023-10-01-preview (azure-rest-api-specs, example
AuthorizationRuleListKeys; NotificationHubConnectionStringBuilder of Microsoft.Azure.NotificationHubs 4.2.0).
Nothing of a string is quoted in a message: any part of it may be the key, pasted into a wrong place.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, NoReturn
from urllib.parse import quote

from hubwarden.errors import UsageError

VARIABLE: Final = "HUBWARDEN_HUB_CONNECTION_STRING"
"""The environment variable that holds the connection string; a command line is seen by others."""

_PARTS: Final = {
    name.lower(): name
    for name in ("Endpoint", "SharedAccessKeyName", "SharedAccessKey", "EntityPath")
}
_WITHOUT_MEANING: Final = frozenset({"operationtimeout", "managementport"})
"""Parts that clients know and that say nothing of the hub."""
_HINT: Final = "az notification-hub authorization-rule list-keys tells it; take a rule of the hub itself, with Manage"
_ENDPOINT: Final = re.compile(
    r"sb://([a-z][a-z0-9-]{0,49}(?:\.[a-z0-9-]+)+)(?::443)?/?", re.IGNORECASE
)
_KEY: Final = re.compile(r"[A-Za-z0-9+/]{43}=")
_RULE: Final = re.compile(r"[A-Za-z0-9!()*._-]{1,256}")
_HUB: Final = re.compile(r"[A-Za-z][A-Za-z0-9./_-]{0,264}")
_LIKE_A_KEY: Final = re.compile(r"[A-Za-z0-9+/]{43}")


class SigningKey:
    """The key of an access rule: it signs, and is not shown, compared or pickled."""

    __slots__ = ("_key",)

    def __init__(self, key: str) -> None:
        self._key = key.encode()  # As it is written: the service does not decode it, either.

    def sign(self, text: str) -> str:
        """Return the HMAC-SHA256 of a text, Base64."""
        return base64.b64encode(hmac.digest(self._key, text.encode(), hashlib.sha256)).decode()

    def __repr__(self) -> str:
        return "SigningKey(***)"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a key cannot be pickled")


@dataclass(frozen=True, slots=True)
class HubConnection:
    """Which hub is asked, and as which access rule."""

    host: str
    """The host of the namespace, in small letters."""
    hub: str
    rule: str
    key: SigningKey

    @property
    def namespace(self) -> str:
        """The name of the namespace."""
        return self.host.partition(".")[0]

    def token(self, address: str, expires: int) -> str:
        """Return a shared access signature for an address; ``expires`` is in seconds since the epoch.

        Source: Microsoft, "Shared Access Signature authentication with Service Bus".
        """
        resource = quote(address.lower(), safe="").lower()
        signature = quote(self.key.sign(f"{resource}\n{expires}"), safe="")
        return (
            f"SharedAccessSignature sr={resource}&sig={signature}&se={expires}"
            f"&skn={quote(self.rule, safe='')}"
        )


def read_connection(text: str | None, hub: str | None) -> HubConnection:
    """Return what a connection string names; ``hub`` is the hub where the string names none.

    Raises ``UsageError`` that lists all mistakes, without any part of the string.
    """
    if text is None or not text.strip():
        raise UsageError(
            f"--data-plane needs the connection string of a hub in the environment variable {VARIABLE}",
            hint=_HINT,
        )
    parts, mistakes = _parts(text.strip())
    endpoint = _ENDPOINT.fullmatch(parts.get("endpoint", ""))
    if "endpoint" in parts and endpoint is None:
        mistakes.append("Endpoint is not of the form sb://NAMESPACE.servicebus.windows.net/")
    if not _RULE.fullmatch(parts.get("sharedaccesskeyname", "-")):
        mistakes.append("SharedAccessKeyName is no name of an access rule")
    if "sharedaccesskey" in parts and not _KEY.fullmatch(parts["sharedaccesskey"]):
        mistakes.append("SharedAccessKey does not have the form of a key: 44 characters of Base64")
    name, wrong = _hub(parts.get("entitypath"), hub)
    mistakes += wrong
    if mistakes or endpoint is None:
        counted = "a mistake" if len(mistakes) == 1 else f"{len(mistakes)} mistakes"
        listed = "\n".join(f"  {item}" for item in mistakes)
        raise UsageError(f"{VARIABLE} has {counted}:\n{listed}", hint=_HINT)
    key = SigningKey(parts["sharedaccesskey"])
    return HubConnection(endpoint[1].lower(), name, parts["sharedaccesskeyname"], key)


def _parts(text: str) -> tuple[Mapping[str, str], list[str]]:
    """Return the parts by their names in small letters, and what is wrong with the form."""
    found: dict[str, str] = {}
    mistakes: list[str] = []
    for number, part in enumerate(text.rstrip(";").split(";"), 1):
        name, equals, value = part.partition("=")
        small = name.strip().lower()
        if small in _WITHOUT_MEANING:
            continue
        if not equals or small not in _PARTS:
            mistakes.append(
                f"part {number} is none of {', '.join(_PARTS.values())}, each NAME=VALUE"
            )
        elif small in found:
            mistakes.append(f"{_PARTS[small]} stands in it twice")
        else:
            found[small] = value.strip()
    needed = ("endpoint", "sharedaccesskeyname", "sharedaccesskey")
    mistakes += [f"it has no {_PARTS[name]}" for name in needed if not found.get(name)]
    return {name: value for name, value in found.items() if value}, mistakes


def _hub(path: str | None, option: str | None) -> tuple[str, list[str]]:
    """Return the hub that string or option name, and what is wrong with both."""
    if option is not None and not _is_hub(option):
        return "", ["--hub is no name of a hub: a letter, then letters, digits and . / _ -"]
    if path is not None and not _is_hub(path):
        return "", ["EntityPath is no name of a hub"]
    if path is not None and option is not None and path.lower() != option.lower():
        return "", ["EntityPath names another hub than --hub"]
    if path is None and option is None:
        return "", ["it has no EntityPath, so that it names no hub: give the hub with --hub NAME"]
    return path or option or "", []


def _is_hub(name: str) -> bool:
    """Tell whether a text can be a hub's name; what looks like a key is none, because names are printed."""
    return bool(_HUB.fullmatch(name)) and not _LIKE_A_KEY.search(name)
