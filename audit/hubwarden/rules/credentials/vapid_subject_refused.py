"""Vapid subject refused."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator
from typing import Final

from hubwarden.context import Context
from hubwarden.model.credentials import Browser
from hubwarden.rule import NotApplicable, Severity, Violation, rule

_NAME: Final = r"[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?"
_ADDRESS: Final = re.compile(rf"mailto:[^\s@<>,;:\"()]+@(?P<host>{_NAME})(?:\?\S*)?")
_PAGE: Final = re.compile(rf"https://(?P<host>{_NAME}|\[[0-9A-Fa-f:.]+\])(?::[0-9]+)?(?:[/?#]\S*)?")


@rule(
    "NH126",
    severity=Severity.HIGH,
    since="0.1.0",
    sources=(
        "RFC 8292: Voluntary Application Server Identification (VAPID) for Web Push, section 2.1",
        "GitHub: web-push-libs/web-push, thread 947 (Apple refuses other subjects, localhost and .invalid)",
    ),
    fix="Set subject to mailto: with an address, or to an https: address of your site.",
    needs=("hub",),
)
def vapid_subject_refused(browser: Browser, _ctx: Context) -> Iterator[Violation]:
    """The subject of a browser credential is one that Apple refuses.

    ## Why it matters

    The subject is the push service's contact address for the sender. Apple answers 403 `BadJwtToken` if it
    is not a `mailto:` or `https:` URL, contains white space, or points to localhost or `.invalid`: no push
    reaches Safari. Google accepts the same subject, so a test in Chrome does not reveal it.

    ## Remediation

    Write `mailto:push@example.com` or `https://www.example.com`, with the scheme in small letters, no
    blank, and no angle brackets around the address.
    """
    subject = browser.subject
    if subject is None:
        raise NotApplicable("it has no subject, which another rule judges")
    found = _ADDRESS.fullmatch(subject) or _PAGE.fullmatch(subject)
    if found is None:
        yield Violation("its subject is not a mailto: or https: URL", at="subject")
    elif _is_nowhere(found["host"].lower()):
        yield Violation("its subject leads to localhost or to .invalid", at="subject")


def _is_nowhere(host: str) -> bool:
    """Tell whether a host cannot be reached by anybody else (RFC 6761, RFC 1122)."""
    if host.rpartition(".")[2] in ("localhost", "localdomain", "invalid"):
        return True
    try:
        address = ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None) or address
    return bool(mapped.is_loopback or mapped.is_unspecified)
