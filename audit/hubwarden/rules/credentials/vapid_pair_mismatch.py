"""Vapid pair mismatch."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden import citations
from hubwarden.azure_changes import PATCH_HUB
from hubwarden.context import Context
from hubwarden.credential_files.kinds import Problem
from hubwarden.model.base import Undetermined
from hubwarden.model.credentials import Browser
from hubwarden.rule import Severity, Violation, rule


@rule(
    "NH119",
    severity=Severity.HIGH,
    since="0.1.0",
    sources=(
        citations.VAPID,
        citations.BROWSER_PUSH,
    ),
    fix="Generate a new pair, set both keys, and let browsers subscribe with the new public key.",
    changes=(PATCH_HUB,),
)
def vapid_pair_mismatch(browser: Browser, _ctx: Context) -> Iterator[Violation]:
    """The two VAPID keys of a browser credential are malformed or do not belong together.

    ## Why it matters

    A browser subscribes with the public key and its push service checks the signature of the private one.
    If they do not belong together, every push to a browser is refused.

    ## Bad example

    ```json
    {
      "type": "Microsoft.NotificationHubs/namespaces/notificationHubs",
      "name": "shop-ns/shop",
      "properties": {
        "browserCredential": {
          "properties": {
            "subject": "mailto:push@example.com",
            "vapidPublicKey": "<the public VAPID key of pair 1>",
            "vapidPrivateKey": "<the private VAPID key of pair 2>" // of another pair
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
            "vapidPublicKey": "<the public VAPID key of pair 1>",
            "vapidPrivateKey": "<the private VAPID key of pair 1>"
          }
        }
      }
    }
    ```

    ## Remediation

    Use the two keys of one generation: 65 bytes and 32 bytes, each in base64url.

    ### In the Pulumi program

    The stack file has no setting for browsers. In a program of your own: `browser_credential` of
    `NotificationHub`, `vapid_public_key` and `vapid_private_key`.

    ## What the fix breaks

    With the private key that belongs to the public one, browsers that subscribed are reached. With a new pair,
    every browser has to subscribe again: a subscription belongs to the public key that it was made with.
    """
    content = browser.content
    if isinstance(content, Problem):
        if content.leaves_open:
            raise Undetermined("Browser.content", content.what, cause="unclear")
        yield Violation(f"they cannot be read: {content.what}", at="content")
        return
    if not content.public_ok:
        yield Violation("the public key is not a point of the curve P-256", at="content.public")
    if not content.private_ok:
        yield Violation("the private key is not a key of the curve P-256", at="content.private")
    if content.pair_fits is False:
        yield Violation("the private key belongs to another public key", at="content.pair")
