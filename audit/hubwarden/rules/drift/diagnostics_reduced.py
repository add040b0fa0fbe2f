"""Diagnostics reduced."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden import citations
from hubwarden.azure_changes import PUT_NAMESPACE_LOGGING
from hubwarden.context import Context
from hubwarden.model.change import DiagnosticsReduced
from hubwarden.rule import Severity, Violation, rule


@rule(
    "NH707",
    severity=Severity.HIGH,
    since="0.1.0",
    sources=(
        citations.DIAGNOSTIC_LOGS,
        citations.SUPPORTED_METRICS,
    ),
    changes=(PUT_NAMESPACE_LOGGING,),
    fix="Restore the diagnostic setting, its destination and the time that logs are kept.",
)
def diagnostics_reduced(change: DiagnosticsReduced, _ctx: Context) -> Iterator[Violation]:
    """Logs or metrics are no longer sent or kept as declared.

    ## Why it matters

    The operational logs are the only record of who listed keys or replaced a credential. Somebody who wants
    no record starts here; so does somebody who looks at the bill. A missing setting, a category that is
    off, another destination or a shorter retention leaves a gap that is noticed only when the record is
    needed.

    Settings that Azure Policy makes (`setByPolicy-...`) are expected beside the declared ones.

    ## Bad example

    Declared (-) and live (+):

    ```diff
     {
       "type": "Microsoft.Insights/diagnosticSettings",
       "scope": "[resourceId('Microsoft.NotificationHubs/namespaces', 'shop-ns')]",
       "name": "logs",
       "properties": {
         "storageAccountId": "[resourceId('Microsoft.Storage/storageAccounts', 'shoplogs')]",
    -    "logs": [{"category": "OperationalLogs", "enabled": true}] // from now on nobody knows who read a key
    +    "logs": [{"category": "OperationalLogs", "enabled": false}]
       }
     }
    ```

    ## Good example

    Declared and live alike:

    ```diff
     {
       "type": "Microsoft.Insights/diagnosticSettings",
       "scope": "[resourceId('Microsoft.NotificationHubs/namespaces', 'shop-ns')]",
       "name": "logs",
       "properties": {
         "storageAccountId": "[resourceId('Microsoft.Storage/storageAccounts', 'shoplogs')]",
         "logs": [{"category": "OperationalLogs", "enabled": true}]
       }
     }
    ```

    ## Remediation

    Deploy the declared setting again, and look in the activity log for who removed it and what was done since.

    ### In the Pulumi program

    `pulumi up` alone may not see it: `pulumi up --refresh` reads what is live first and puts back what is declared.

    ```yaml
    config:
      hubwarden:logs:
        retentionDays: 365
    ```

    ## What the fix breaks

    Nothing. Logs begin again about ten minutes later, and what happened in between is in none of them: see the
    activity log.
    """
    yield Violation(change.sentence, at=change.at_field)
