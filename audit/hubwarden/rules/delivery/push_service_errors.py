"""Push service errors."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden import citations
from hubwarden.context import Context
from hubwarden.counted_pushes import above_limit, is_above, require_pushes
from hubwarden.facts import metrics_for
from hubwarden.metrics.figures import at_least
from hubwarden.model.telemetry import HubTelemetry
from hubwarden.rule import NotApplicable, Severity, Violation, rule


@rule(
    "NH825",
    severity=Severity.MEDIUM,
    since="0.1.0",
    sources=(citations.SUPPORTED_METRICS,),
    fix="See whether the push service or the address of the credential is at fault, and wait where the service is.",
)
def push_service_errors(hub: HubTelemetry, _ctx: Context) -> Iterator[Violation]:
    """A push service does not take pushes.

    ## Why it matters

    The hub could not reach the push service, or got an error from it. It tries again for 30 minutes and gives
    up then. A short rise is a disturbance of the service; one that stays comes from an address or a credential
    that is not right.

    ## Bad example

    A history as CSV, without its column `resource`:

    ```csv
    time,metric,value
    2026-03-02T00:00:00Z,notificationhub.pushes,12000
    2026-03-02T00:00:00Z,outgoing.allpns.success,11000
    2026-03-02T00:00:00Z,outgoing.allpns.pnserror,1000
    ```

    ## Good example

    ```csv
    time,metric,value
    2026-03-02T00:00:00Z,notificationhub.pushes,12000
    2026-03-02T00:00:00Z,outgoing.allpns.success,11990
    2026-03-02T00:00:00Z,outgoing.allpns.pnserror,10
    ```

    ## Remediation

    Look at the status pages of Azure and of the platform, and at the endpoint of the credential.

    The limit is `figure_limits` of the environment in the baseline; where that says nothing, it is 1 % of the
    pushes. Pushes refused for the credential do not count here: NH822 judges them. A share is judged from 200
    pushes on (`figure_sample`).

    ## What the fix breaks

    Nobody is reached less than today.
    """
    if is_above(hub, "pns-error") and not _beside_refused(hub):
        if at_least(hub.history, metrics_for("pns-errors", ())) is None:
            require_pushes(hub)
        raise NotApplicable(
            "but for a few they were refused for their credential, which another rule judges"
        )
    yield from above_limit(hub, "pns-error")


def _beside_refused(hub: HubTelemetry) -> bool:
    """Tell whether errors are above their limit without those that were refused for their credential."""
    errors, refused = (hub.figures[name] for name in ("pns-error", "authentication-error"))
    others = (errors.count or 0.0) - (refused.count or 0.0)
    if others > errors.above * (errors.whole or 0.0):
        return True
    risen, of_refused = (hub.onsets.get(name) for name in ("pns-error", "authentication-error"))
    if risen is None:
        return False
    return risen.after - (0.0 if of_refused is None else of_refused.after) > errors.above
