"""Credential refused."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from hubwarden import citations
from hubwarden.context import Context
from hubwarden.counted_pushes import above_limit, count_of, is_above
from hubwarden.metrics.hub_metrics import PLATFORMS, of_platforms
from hubwarden.model.telemetry import HubTelemetry
from hubwarden.rule import Severity, Violation, rule

_REFUSED: Final = ("invalidcredentials", "authenticationerror")
_OF_TOKENS: Final = of_platforms("wrongtoken", "invalidtoken", "tokenproviderunreachable")


@rule(
    "NH822",
    severity=Severity.HIGH,
    since="0.1.0",
    sources=(citations.SUPPORTED_METRICS, citations.FIXER),
    fix="Give the hub a credential that its push service accepts; the cause that is named with it says which.",
)
def credential_refused(hub: HubTelemetry, _ctx: Context) -> Iterator[Violation]:
    """A push service refuses the credential of a hub.

    ## Why it matters

    Azure stores a credential without trying it. One that has expired, was revoked, is of another app or of the
    other environment shows only when pushes are made, as a count of this platform: the sender gets 201 all the
    same, and no device of the platform gets anything. `outgoing.allpns.pnserror` leaves these pushes out.

    ## Bad example

    A history as CSV, without its column `resource`:

    ```csv
    time,metric,value
    2026-03-02T00:00:00Z,notificationhub.pushes,12000
    2026-03-02T00:00:00Z,outgoing.allpns.success,6000
    2026-03-02T00:00:00Z,outgoing.apns.invalidcredentials,6000
    ```

    ## Good example

    ```csv
    time,metric,value
    2026-03-02T00:00:00Z,notificationhub.pushes,12000
    2026-03-02T00:00:00Z,outgoing.allpns.success,12000
    2026-03-02T00:00:00Z,outgoing.apns.invalidcredentials,0
    ```

    ## Remediation

    Compare the credential that you keep with the hub: `hubwarden inspect FILE --hub SOURCE`. With sources that
    tell credentials the diagnosis proves which of its fields is wrong.

    Any number is too many, unless `figure_limits` in the baseline lets some be refused
    (`authentication-error`).

    ## What the fix breaks

    Nothing, where the new credential is of the same app and environment. Tokens of another one become invalid.
    """
    if hub.figures["authentication-error"].above and not is_above(hub, "authentication-error"):
        yield from above_limit(hub, "authentication-error")
        return
    none_refused = True
    for platform in PLATFORMS:
        names = [f"outgoing.{platform}.{kind}" for kind in _REFUSED]
        # Windows counts the same pushes in both.
        if count := max(hub.history.total(name) or 0 for name in names):
            at, none_refused = f"outgoing.{platform}", False
            yield Violation(
                f"{count_of(count, 'push', 'pushes')} refused for the credential: {at}",
                at=f"history.{at}",
            )
    for metric in _OF_TOKENS:
        if told := hub.history.total(metric):
            says = f"{count_of(told, 'push', 'pushes')} for which Windows took or gave no access token: {metric}"
            yield Violation(says, at=f"history.{metric}")
            none_refused = False
    if none_refused:
        yield from above_limit(hub, "authentication-error")
