"""Registration ttl too short."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from hubwarden import citations
from hubwarden.azure_changes import PATCH_HUB
from hubwarden.context import Context
from hubwarden.model.resources import Hub
from hubwarden.rule import Severity, Violation, rule

_LEAST: Final = timedelta(days=1)


@rule(
    "NH609",
    severity=Severity.MEDIUM,
    since="0.1.0",
    sources=(
        citations.NET_SDK.on("the least is one day"),
        citations.REGISTRATION_MANAGEMENT.on("expiration"),
        citations.TTL_IGNORED.on("a report, still open, that Azure keeps the value that it had"),
    ),
    changes=(PATCH_HUB,),
    fix="Set registrationTtl to at least one day, better to the 90 days that the SDKs of the apps use.",
)
def registration_ttl_too_short(hub: Hub, _ctx: Context) -> Iterator[Violation]:
    """Registrations of a hub expire within a day.

    ## Why it matters

    A device that does not register again before its registration expires gets no push, and nothing says
    so. Apps register when they are opened, which many users do not do every day. Microsoft's own SDK
    refuses less than one day.

    ## Bad example

    ```json
    {
      "type": "Microsoft.NotificationHubs/namespaces/notificationHubs",
      "name": "shop-ns/shop",
      "properties": {
        "registrationTtl": "00:30:00" // gone before the next push
      }
    }
    ```

    ## Good example

    ```json
    {
      "type": "Microsoft.NotificationHubs/namespaces/notificationHubs",
      "name": "shop-ns/shop",
      "properties": {
        "registrationTtl": "90.00:00:00"
      }
    }
    ```

    ## Remediation

    Set `registrationTtl` to a duration such as `90.00:00:00`, or leave it out: then registrations do not
    expire.

    Reports that are still open say that Azure answers 200 and keeps its own value, which is never (thread 33476): read
    the hub afterwards. Where it is so, let the apps set `expirationTime` of their installations.

    ### In the Pulumi program

    ```yaml
    config:
      hubwarden:apps:
        shop:
          platforms: [ios, android]
          registrationTtl: 90.00:00:00
    ```

    ## What the fix breaks

    Nobody. Registrations that are gone come back when their apps register again. Whether the new time holds for
    those that are there is not documented.
    """
    if hub.registration_ttl is not None and hub.registration_ttl < _LEAST:
        seconds = hub.registration_ttl.total_seconds()
        yield Violation(
            f"registrations expire after {seconds:g} seconds, and one day is the least",
            at="registration_ttl",
        )
