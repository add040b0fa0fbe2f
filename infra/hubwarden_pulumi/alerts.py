"""Metric alerts on a hub.

Each alert watches one metric, because several criteria in one alert would all have to be met at once. Its scope is
the hub, because a namespace has no metrics.
"""

from collections.abc import Mapping
from typing import Final, NamedTuple

import pulumi
from pulumi_azure_native import monitor, notificationhubs

from hubwarden.facts import HUB_METRIC_NAMESPACE, UNLISTED_METRIC_PREFIX, Concern
from hubwarden_pulumi.settings import Settings
from hubwarden_pulumi.surroundings import Alerts


class Watch(NamedTuple):
    """The alert on a concern, unless the stack file sets another threshold."""

    threshold: int
    """The count in 15 minutes above which the alert fires."""
    severity: int
    """From 0 (critical) to 4 (verbose)."""


WATCHES: Final[Mapping[Concern, Watch]] = {
    "authentication": Watch(threshold=0, severity=1),
    "pns-errors": Watch(threshold=20, severity=2),
    "bad-channel": Watch(threshold=100, severity=3),
    "throttling": Watch(threshold=0, severity=2),
    "failed-requests": Watch(threshold=20, severity=2),
}
"""Initial thresholds. No published values exist, and a busy hub needs its own.

A single refused credential stops every push to a platform, so one is enough; bad channels of phones that are no
longer in use are normal, so many are needed.
"""


def metric_alert(
    name: str,
    *,
    settings: Settings,
    alerts: Alerts,
    concern: Concern,
    metric: str,
    app: str,
    hub: notificationhubs.NotificationHub,
    resource_group: pulumi.Input[str],
    action_group_id: pulumi.Input[str] | None,
    opts: pulumi.ResourceOptions,
) -> monitor.MetricAlert:
    """Create the alert on one metric of one hub."""
    watch = WATCHES[concern]
    threshold = alerts.thresholds.get(concern, watch.threshold)
    return monitor.MetricAlert(
        name,
        rule_name=settings.names.alert(app, metric),
        resource_group_name=resource_group,
        # By default the provider would use the region of the resource group.
        location="global",
        description=f"{concern} of {app}: {metric} above {threshold} in 15 minutes",
        enabled=alerts.enabled,
        severity=watch.severity,
        scopes=[hub.id],
        evaluation_frequency="PT5M",
        window_size="PT15M",
        auto_mitigate=True,
        criteria=monitor.MetricAlertSingleResourceMultipleMetricCriteriaArgs(
            odata_type="Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria",
            all_of=[
                monitor.MetricCriteriaArgs(
                    criterion_type="StaticThresholdCriterion",
                    name=concern,
                    metric_namespace=HUB_METRIC_NAMESPACE,
                    metric_name=metric,
                    operator="GreaterThan",
                    threshold=threshold,
                    time_aggregation="Total",
                    skip_metric_validation=metric.startswith(UNLISTED_METRIC_PREFIX),
                )
            ],
        ),
        actions=(
            [monitor.MetricAlertActionArgs(action_group_id=action_group_id)]
            if action_group_id is not None
            else None
        ),
        tags=settings.tags,
        opts=opts,
    )
