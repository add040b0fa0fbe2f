"""Registrations kept too long."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from hubwarden import citations
from hubwarden.azure_changes import PATCH_HUB
from hubwarden.context import Context
from hubwarden.model.resources import Hub
from hubwarden.rule import Severity, Violation, rule

_FOR_EVER: Final = timedelta(days=36_500)
"""A hundred years: Azure writes "never" as the longest duration that there is."""


@rule(
    "NH610",
    severity=Severity.LOW,
    since="0.1.0",
    sources=(
        citations.INSTALLATION.on("by default it never expires"),
        citations.TTL_IGNORED.on("a report, still open, that Azure keeps the value that it had"),
        citations.FAQ.on("tags are not encrypted at rest"),
        citations.BASELINE,
    ),
    changes=(PATCH_HUB,),
    fix="Set registrationTtl to at most the number of days that the baseline allows.",
    fix_kind="take-away",
)
def registrations_kept_too_long(hub: Hub, ctx: Context) -> Iterator[Violation]:
    """Registrations of a hub stay longer than the baseline allows.

    ## Why it matters

    A registration holds a device's token and its tags, which often name a user. Without `registrationTtl`
    it never expires: people who have deleted the app stay on file, and they count as devices of the tier.
    Tags are not encrypted at rest.

    The rule judges where `registration_days` is set for the environment.

    ## Bad example

    With `registration_days: 90` in the baseline:

    ```json
    {
      "type": "Microsoft.NotificationHubs/namespaces/notificationHubs",
      "name": "shop-ns/shop",
      "properties": {
        "registrationTtl": "730.00:00:00" // two years after the app was deleted
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

    Set `registrationTtl` to a duration such as `90.00:00:00`, which the SDKs of the apps use. Apps must
    register at every start: a device that does not within that time gets no push until its app is opened
    again.

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

    Devices whose app does not register within that time get no push until it is opened again. Check that the apps
    register at every start. Whether the new time holds for registrations that are there is not documented.
    """
    allowed = ctx.demanded(hub, lambda demands: demands.registration_days)
    stay = hub.registration_ttl
    if stay is None or stay >= _FOR_EVER:
        yield Violation(
            f"registrations never expire, and {allowed} days are allowed", at="registration_ttl"
        )
    elif stay > timedelta(days=allowed):
        yield Violation(
            f"registrations expire after {stay / timedelta(days=1):g} days, and {allowed} are allowed",
            at="registration_ttl",
        )
