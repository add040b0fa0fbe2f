"""Role granted."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden import citations
from hubwarden.azure_changes import DELETE_ROLE
from hubwarden.context import Context
from hubwarden.model.change import RoleGranted
from hubwarden.rule import Severity, Violation, rule


@rule(
    "NH710",
    severity=Severity.HIGH,
    since="0.1.0",
    sources=(
        citations.OPERATIONS.on("Microsoft.NotificationHubs: what roles may do"),
        citations.AZSK.on("Azure_NotificationHub_AuthZ_Grant_Min_RBAC_Access"),
    ),
    changes=(DELETE_ROLE,),
    fix="Remove the role assignment, or declare it.",
    fix_kind="take-away",
)
def role_granted(change: RoleGranted, _ctx: Context) -> Iterator[Violation]:
    """Somebody has a role on a namespace or its group that is not declared.

    ## Why it matters

    A role on a namespace, or on the group that holds it, may list keys, read credentials or write access
    rules. An assignment made by hand is not reviewed and does not expire. A custom role that may do more
    than declared is the same for everybody who has it.

    Assignments on the subscription or a management group are counted in the head and not judged: other work needs
    them.

    ## Bad example

    Declared (-) and live (+):

    ```diff
     [
       {
         "type": "Microsoft.NotificationHubs/namespaces/notificationHubs",
         "name": "shop-ns/shop"
    +  },
    +  { // Contributor, by hand
    +    "type": "Microsoft.Authorization/roleAssignments",
    +    "apiVersion": "2022-04-01",
    +    "scope": "[resourceId('Microsoft.NotificationHubs/namespaces', 'shop-ns')]",
    +    "name": "0d7e4b1a-52c8-4f3e-9a6d-1b8c5e2f7a90",
    +    "properties": {
    +      "roleDefinitionId": "[subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'b24988ac-6180-42a0-ab88-20f7382dd24c')]",
    +      "principalId": "9e3a1f64-7b2c-4d85-a0f9-2c6e8d4b1a73"
    +    }
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
       }
     ]
    ```

    ## Remediation

    Remove the assignment or declare it. For work that needs a role for some hours, make it eligible and time-bound
    in Privileged Identity Management.

    ### In the Pulumi program

    Declare the assignment in your own program (`azure_native.authorization.RoleAssignment`) if it is needed: the example program
    grants roles on the vault alone.

    ## What the fix breaks

    Whoever has the role can no longer do what it permits: ask what they need it for. A pipeline or a tool that runs
    under it fails from then on.
    """
    yield Violation(change.sentence, at=change.at_field)
