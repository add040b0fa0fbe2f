"""Alerting weakened."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden import citations
from hubwarden.azure_changes import PUT_ALERT
from hubwarden.context import Context
from hubwarden.model.change import AlertingWeakened
from hubwarden.rule import Severity, Violation, rule


@rule(
    "NH706",
    severity=Severity.HIGH,
    since="0.1.0",
    sources=(
        citations.ALERT_TYPES.on("state of an alert rule"),
        citations.ACTION_GROUPS,
        citations.PROCESSING_RULES,
    ),
    changes=(PUT_ALERT,),
    fix="Switch on again what was switched off, or declare it as it is.",
)
def alerting_weakened(change: AlertingWeakened, _ctx: Context) -> Iterator[Violation]:
    """The live alerting on failing pushes is weaker than declared.

    ## Why it matters

    If an alert is deleted, disabled, aimed elsewhere or harder to trigger, everything looks healthy. The
    same holds for an action group without receivers and for a processing rule that suppresses action
    groups. Such changes are made to silence an incident, and then stay.

    ## Bad example

    Declared (-) and live (+):

    ```diff
     {
       "type": "Microsoft.Insights/metricAlerts",
       "apiVersion": "2018-03-01",
       "name": "no-push-arrives",
       "location": "global",
       "properties": {
    -    "enabled": true, // nobody will hear of it
    +    "enabled": false,
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

    ## Good example

    Declared and live alike:

    ```diff
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

    Deploy the declared alerts again. Where operators may switch an alert off while they work, say so under
    `drift.allowed` in the baseline (`field: Alert.enabled`, with the reason).

    ### In the Pulumi program

    `pulumi up` alone may not see it: `pulumi up --refresh` reads what is live first and puts back what is declared.

    ```yaml
    config:
      hubwarden:alerts:
        enabled: true
        email: push-alerts@lindenmarkt.example
    ```

    ## What the fix breaks

    Whoever is on call gets the alert again, at once if its condition holds. If it was switched off for an incident
    that goes on, agree on that first.
    """
    yield Violation(change.sentence, at=change.at_field)
