"""Alert silenced."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from typing import Final

from hubwarden import citations
from hubwarden.azure_changes import PUT_PROCESSING_RULE
from hubwarden.context import EstateContext
from hubwarden.model.base import ResourceId, Undetermined, all_hold, any_holds, first
from hubwarden.model.relations import holds
from hubwarden.model.resources import Alert, ProcessingRule, watches_hub
from hubwarden.model.silencing import processing_rules_over
from hubwarden.rule import NotApplicable, Severity, Violation, rule

_LONGEST: Final = timedelta(days=30)


@rule(
    "NH510",
    severity=Severity.MEDIUM,
    since="0.1.0",
    sources=(citations.PROCESSING_RULES,),
    changes=(PUT_PROCESSING_RULE,),
    fix="Narrow the scope of the processing rule, give it a schedule, or remove it.",
)
def alert_silenced(alert: Alert, ctx: EstateContext) -> Iterator[Violation]:
    """A processing rule suppresses the action groups of an alert on a hub.

    ## Why it matters

    The alert fires, and nobody is notified. Such rules are made for an evening of maintenance, on a whole
    subscription, and stay. A rule that applies only at some hours or days, or that ends within 30 days,
    passes; a rule that applies only to some alerts is undetermined, because its conditions are not read.
    Rules that are made elsewhere are not known here.

    ## Bad example

    The rule has no end and holds for the whole group.

    ```json
    [
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
          "actions": [{"actionGroupId": "[resourceId('Microsoft.Insights/actionGroups', 'on-call')]"}] // nobody is told, for good
        }
      },
      {
        "type": "Microsoft.AlertsManagement/actionRules",
        "apiVersion": "2021-08-08",
        "name": "maintenance",
        "location": "Global",
        "properties": {
          "enabled": true,
          "scopes": ["[resourceGroup().id]"],
          "actions": [{"actionType": "RemoveAllActionGroups"}]
        }
      }
    ]
    ```

    ## Good example

    ```json
    [
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
      },
      {
        "type": "Microsoft.AlertsManagement/actionRules",
        "apiVersion": "2021-08-08",
        "name": "maintenance",
        "location": "Global",
        "properties": {
          "enabled": true,
          "scopes": ["[resourceGroup().id]"],
          "schedule": {"effectiveFrom": "2026-01-02T20:00:00", "effectiveUntil": "2026-01-02T23:00:00"},
          "actions": [{"actionType": "RemoveAllActionGroups"}]
        }
      }
    ]
    ```

    ## Remediation

    Remove the rule, or let it hold for the resources that are maintained, with a schedule that ends.

    ### In the Pulumi program

    The program makes no processing rule; whoever operates the alerts does. Look for them in the group and in the subscription.

    ## What the fix breaks

    Whoever is on call gets these alerts again, at once where a condition holds.
    """
    if not watches_hub(alert):
        raise NotApplicable("it does not watch a hub")
    unclear: Undetermined | None = None
    silencing: set[str] = set()
    for hub in alert.scopes:
        for processing in processing_rules_over(ctx.estate, hub):
            try:
                if _silences(processing, hub, ctx):
                    silencing.add(processing.id.name)
            except Undetermined as why:
                unclear = first(unclear, why)
    for name in sorted(silencing):
        yield Violation(
            f"processing rule {name} takes its action groups away", at=f"action_groups.{name}"
        )
    if unclear is not None:
        raise unclear
    for hub in alert.scopes:
        ctx.estate.require_read(alert, "processing_rules", of=hub)


def _silences(processing: ProcessingRule, hub: ResourceId, ctx: EstateContext) -> bool:
    return all_hold(
        lambda: processing.enabled,
        lambda: processing.silences,
        lambda: not processing.at_times,
        lambda: processing.until is None or processing.until.date() > ctx.as_of + _LONGEST,
        lambda: any_holds(
            *(partial(holds, scope, hub, "ProcessingRule.scopes") for scope in processing.scopes)
        ),
        lambda: _is_for_every_alert(processing),
    )


def _is_for_every_alert(processing: ProcessingRule) -> bool:
    if processing.conditional:
        raise Undetermined(
            "ProcessingRule.conditional",
            f"processing rule {processing.id.name} takes the action groups of some alerts away; "
            "whether of this one depends on its conditions",
        )
    return True
