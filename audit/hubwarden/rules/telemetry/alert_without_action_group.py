"""Alert without action group."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden import citations
from hubwarden.azure_changes import PUT_ALERT
from hubwarden.context import EstateContext
from hubwarden.model.base import Elsewhere, Undetermined, all_hold, first
from hubwarden.model.related import action_group
from hubwarden.model.resources import ActionGroup, Alert, watches_hub
from hubwarden.rule import NotApplicable, Severity, Violation, rule


@rule(
    "NH507",
    severity=Severity.MEDIUM,
    since="0.1.0",
    sources=(
        citations.ACTION_GROUPS,
        citations.ALERT_TYPES.on("metric alerts"),
    ),
    changes=(PUT_ALERT,),
    fix="Give the alert an action group that is enabled and has a receiver.",
)
def alert_without_action_group(alert: Alert, ctx: EstateContext) -> Iterator[Violation]:
    """An alert on a hub notifies nobody.

    ## Why it matters

    An alert without an action group is visible only in the portal. The same holds for an action group that
    is deleted, disabled or without a receiver, and for one whose receivers are disabled or have an address
    that nothing can be sent to: an empty one, a placeholder, a webhook on localhost, at a private or
    link-local address, or under a name of a private network (without a period, `.local`, `.internal`).

    ## Bad example

    ```json
    {
      "type": "Microsoft.Insights/metricAlerts",
      "apiVersion": "2018-03-01",
      "name": "no-push-arrives",
      "location": "global",
      "properties": {
        "enabled": true,
        "severity": 1,
        "scopes": ["[resourceId('Microsoft.NotificationHubs/namespaces/notificationHubs', 'shop-ns', 'shop')]"],
        "evaluationFrequency": "PT15M",
        "windowSize": "PT1H",
        "criteria": {
          "odata.type": "Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria",
          "allOf": [
            {
              "name": "successes",
              "criterionType": "StaticThresholdCriterion",
              "metricName": "outgoing.allpns.success",
              "operator": "LessThan",
              "threshold": 1,
              "timeAggregation": "Total"
            }
          ]
        },
        "actions": [] // fires, and nobody is told
      }
    }
    ```

    ## Good example

    ```json
    {
      "type": "Microsoft.Insights/metricAlerts",
      "apiVersion": "2018-03-01",
      "name": "no-push-arrives",
      "location": "global",
      "properties": {
        "enabled": true,
        "severity": 1,
        "scopes": ["[resourceId('Microsoft.NotificationHubs/namespaces/notificationHubs', 'shop-ns', 'shop')]"],
        "evaluationFrequency": "PT15M",
        "windowSize": "PT1H",
        "criteria": {
          "odata.type": "Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria",
          "allOf": [
            {
              "name": "successes",
              "criterionType": "StaticThresholdCriterion",
              "metricName": "outgoing.allpns.success",
              "operator": "LessThan",
              "threshold": 1,
              "timeAggregation": "Total"
            }
          ]
        },
        "actions": [{"actionGroupId": "[resourceId('Microsoft.Insights/actionGroups', 'on-call')]"}]
      }
    }
    ```

    ## Remediation

    Name an action group with at least one receiver under the alert's actions.

    ### In the Pulumi program

    ```yaml
    config:
      hubwarden:alerts:
        email: push-alerts@lindenmarkt.example
    ```

    ## What the fix breaks

    The receivers of the action group are told from now on, and at once if the alert has fired already.
    """
    if not watches_hub(alert):
        raise NotApplicable("it does not watch a hub")
    if not alert.action_groups:
        yield Violation("it has no action group", at="action_groups")
        return
    if not _any_reached(alert, ctx):
        why = "; ".join(_flaws(alert, ctx))
        words = (
            "its action groups do not exist, are disabled or have no receiver that can be reached"
        )
        yield Violation(f"{words}: {why}" if why else words, at="action_groups")


def _any_reached(alert: Alert, ctx: EstateContext) -> bool:
    unclear: Undetermined | None = None
    for id in alert.action_groups:
        try:
            group = action_group(ctx.estate, alert, id)
            if group is not None and _reaches(group):
                return True
        except Undetermined as why:
            unclear = first(unclear, why)
        except Elsewhere:
            pass  # It may do; where no group reaches anybody, looking for flaws says it again.
    if unclear is not None:
        raise unclear
    return False


def _reaches(group: ActionGroup) -> bool:
    return all_hold(lambda: group.enabled, lambda: group.receivers > 0)


def _flaws(alert: Alert, ctx: EstateContext) -> Iterator[str]:
    for id in alert.action_groups:
        group = action_group(ctx.estate, alert, id)
        for flaw in ("it does not exist",) if group is None else group.unreachable:
            yield f"{id.name}: {flaw}"
