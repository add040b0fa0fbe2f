"""Shared access signatures: which hub a request may read, by the key that it is signed with.

Source: Microsoft, "Shared Access Signature authentication with Service Bus". All namespaces are at one address
here, and in Azure each has its own: the key that signed decides which namespace is meant.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import unquote, unquote_plus, urlsplit

from hubwarden_local_azure.answers import Request
from hubwarden_local_azure.notification_hubs.access_rules import HUB_RULES, NAMESPACE_RULES
from hubwarden_local_azure.refusals import ArmError
from hubwarden_local_azure.store import Resource, Store

_HUBS: Final = "Microsoft.NotificationHubs/namespaces/notificationHubs"
_SCHEME: Final = "SharedAccessSignature"
_PARTS: Final = frozenset({"sr", "sig", "se", "skn"})


def readable_hub(request: Request, hub: str, store: Store, now: float) -> str:
    """Return the id of the hub whose registrations a request may list; refuse any other request.

    The codes of the details are those of Service Bus; the wording is a guess. That a rule without Manage is
    answered 401 is what public issues show.
    """
    parts = _parts(request)
    resource = urlsplit(unquote(parts["sr"]).lower())
    path = unquote(request.path).lower().rstrip("/")
    below = resource.path.rstrip("/")
    if resource.netloc != request.host.lower() or not (path + "/").startswith(below + "/"):
        raise _refused("InvalidAudience: The authorization header is for another address.")
    if not re.fullmatch("[0-9]{1,12}", parts["se"]) or int(parts["se"]) <= now:
        raise _refused("ExpiredToken: The token has expired.")
    rule = next((item for item in _rules(store, parts["skn"], hub) if _signed(item, parts)), None)
    if rule is None:
        raise _refused("InvalidSignature: The token has an invalid signature.")
    if "Manage" not in rule.properties["rights"]:
        raise _refused("Manage claim is required for this operation.")
    owner = rule.id.lower().partition("/authorizationrules/")[0]
    found = store.get(owner if rule.type == HUB_RULES else f"{owner}/notificationHubs/{hub}")
    if found is None:
        raise ArmError(404, "404", "The notification hub does not exist.")
    return found.id


def _parts(request: Request) -> dict[str, str]:
    scheme, _, text = request.header("Authorization").partition(" ")
    pairs = [part.partition("=") for part in text.strip().split("&")]
    parts = {name: value for name, _, value in pairs}
    if scheme != _SCHEME or set(parts) != _PARTS or len(pairs) != len(_PARTS):
        raise _refused("MissingToken: The authorization header holds no shared access signature.")
    return parts


def _rules(store: Store, encoded: str, hub: str) -> Iterator[Resource]:
    """Yield the access rules of a name that may be meant: of hubs of that name, and of namespaces."""
    name = unquote(encoded)
    yield from store.named(NAMESPACE_RULES, name)
    for item in store.named(HUB_RULES, name):
        if item.id.split("/")[10].lower() == hub.lower():
            yield item


def _signed(rule: Resource, parts: dict[str, str]) -> bool:
    signed = f"{parts['sr']}\n{parts['se']}".encode()
    given = unquote_plus(parts["sig"]).replace(" ", "+")
    return any(
        hmac.compare_digest(
            base64.b64encode(hmac.digest(key.encode(), signed, hashlib.sha256)), given.encode()
        )
        for key in rule.keys.values()
    )


def _refused(detail: str) -> ArmError:
    return ArmError(401, "401", detail)
