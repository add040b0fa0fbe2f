"""Vapid subject refused."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator
from typing import Final

from hubwarden import citations
from hubwarden.azure_changes import PATCH_HUB
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
        citations.VAPID.on("section 2.1"),
        citations.VAPID_SUBJECT_THREAD.on(
            "Apple refuses other subjects and localhost; .invalid is reported elsewhere"
        ),
    ),
    fix="Set subject to mailto: with an address, or to an https: address of your site.",
    needs=("hub",),
    changes=(PATCH_HUB,),
)
def vapid_subject_refused(browser: Browser, _ctx: Context) -> Iterator[Violation]:
    """The subject of a browser credential is one that Apple refuses.

    ## Why it matters

    The subject is the push service's contact address for the sender. Apple answers 403 `BadJwtToken` if it
    is not a `mailto:` or `https:` URL, contains white space, or points to localhost or `.invalid`: no push
    reaches Safari. Google accepts the same subject, so a test in Chrome does not reveal it.

    ## Bad example

    ```json
    {
      "type": "Microsoft.NotificationHubs/namespaces/notificationHubs",
      "name": "shop-ns/shop",
      "properties": {
        "browserCredential": {
          "properties": {
            "subject": "mailto:push@localhost", // nobody can write there
            "vapidPublicKey": "[parameters('vapidPublic')]",
            "vapidPrivateKey": "[parameters('vapidPrivate')]"
          }
        }
      }
    }
    ```

    ## Good example

    ```json
    {
      "type": "Microsoft.NotificationHubs/namespaces/notificationHubs",
      "name": "shop-ns/shop",
      "properties": {
        "browserCredential": {
          "properties": {
            "subject": "mailto:push@example.com",
            "vapidPublicKey": "[parameters('vapidPublic')]",
            "vapidPrivateKey": "[parameters('vapidPrivate')]"
          }
        }
      }
    }
    ```

    ## Remediation

    Write `mailto:push@example.com` or `https://www.example.com`, with the scheme in small letters, no
    blank, and no angle brackets around the address.

    ### In the Pulumi program

    The stack file has no setting for browsers. In a program of your own: `browser_credential` of
    `NotificationHub`, `subject`.

    ## What the fix breaks

    Subscriptions stay: they belong to the keys, not to the subject. A PATCH sets the credential as a whole:
    send both keys again.
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
        address = ipaddress.ip_address(host.removeprefix("[").removesuffix("]"))
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None) or address
    return bool(mapped.is_loopback or mapped.is_unspecified)
