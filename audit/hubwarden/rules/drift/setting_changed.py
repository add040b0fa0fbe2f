"""Setting changed."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden.context import Context
from hubwarden.model.change import SettingChanged
from hubwarden.rule import Severity, Violation, rule


@rule(
    "NH714",
    severity=Severity.MEDIUM,
    since="0.1.0",
    sources=("Microsoft: Notification Hubs REST API 2023-10-01-preview, namespaces and hubs",),
    fix="Deploy the declared setting again, or declare what is live.",
)
def setting_changed(change: SettingChanged, _ctx: Context) -> Iterator[Violation]:
    """A setting of a namespace or a hub is not the declared one.

    ## Why it matters

    The time to live of registrations decides when devices are forgotten; region, zone redundancy and replication decide
    what survives an outage; a higher tier costs more. Some of these are set at creation only: a deployment that finds
    them different may replace the namespace, and every registration is lost.

    ## Remediation

    Look what a preview would do before anything is deployed (`hubwarden check preview:FILE`). Set it back, or declare
    what is live. What operators may set goes under `drift.allowed` in the baseline.
    """
    yield Violation(change.sentence, at=change.at_field)
