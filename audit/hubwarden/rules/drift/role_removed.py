"""Role removed."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden import citations
from hubwarden.azure_changes import PUT_ROLE
from hubwarden.context import Context
from hubwarden.model.change import RoleRemoved
from hubwarden.rule import Severity, Violation, rule


@rule(
    "NH715",
    severity=Severity.MEDIUM,
    since="0.1.0",
    sources=(citations.OPERATIONS.on("Microsoft.NotificationHubs: what roles may do"),),
    changes=(PUT_ROLE,),
    fix="Grant the declared role again, or take it out of the declaration.",
)
def role_removed(change: RoleRemoved, _ctx: Context) -> Iterator[Violation]:
    """A role that is declared is not granted, or may do less than declared.

    ## Why it matters

    Whoever needs it finds out when they need it: the auditor whose report has gaps, the back end that cannot read its
    connection string any more, the deployment that fails half-way.

    ## Bad example

    Declared (-) and live (+):

    ```diff
     [
       {
         "type": "Microsoft.NotificationHubs/namespaces/notificationHubs",
         "name": "shop-ns/shop"
    -  },
    -  { // the auditor's next report has gaps
    -    "type": "Microsoft.Authorization/roleAssignments",
    -    "apiVersion": "2022-04-01",
    -    "scope": "[resourceId('Microsoft.NotificationHubs/namespaces', 'shop-ns')]",
    -    "name": "0d7e4b1a-52c8-4f3e-9a6d-1b8c5e2f7a90",
    -    "properties": {
    -      "roleDefinitionId": "[subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'acdd72a7-3385-48ef-bd42-f606fba81ae7')]",
    -      "principalId": "9e3a1f64-7b2c-4d85-a0f9-2c6e8d4b1a73"
    -    }
       }
     ]
    ```

    ## Good example

    Declared and live alike:

    ```diff
     [
       {
         "type": "Microsoft.NotificationHubs/namespaces/notificationHubs",
         "name": "shop-ns/shop"
       },
       {
         "type": "Microsoft.Authorization/roleAssignments",
         "apiVersion": "2022-04-01",
         "scope": "[resourceId('Microsoft.NotificationHubs/namespaces', 'shop-ns')]",
         "name": "0d7e4b1a-52c8-4f3e-9a6d-1b8c5e2f7a90",
         "properties": {
           "roleDefinitionId": "[subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'acdd72a7-3385-48ef-bd42-f606fba81ae7')]",
           "principalId": "9e3a1f64-7b2c-4d85-a0f9-2c6e8d4b1a73"
         }
       }
     ]
    ```

    ## Remediation

    Deploy the declared assignment again, or take it out of the declaration.

    ### In the Pulumi program

    `pulumi up` alone may not see it: `pulumi up --refresh` reads what is live first and puts back what is declared.

    ## What the fix breaks

    Nobody loses anything. If it was taken away on purpose, for instance because somebody left, take it out of the
    declaration instead.
    """
    yield Violation(change.sentence, at=change.at_field)
