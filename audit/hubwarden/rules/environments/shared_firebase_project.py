"""Shared firebase project."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden import citations
from hubwarden.azure_changes import PATCH_HUB
from hubwarden.context import EstateContext
from hubwarden.model.base import Undetermined
from hubwarden.model.credentials import FcmV1
from hubwarden.rule import Severity, Violation, rule
from hubwarden.twins import Likeness


@rule(
    "NH306",
    severity=Severity.HIGH,
    since="0.1.0",
    sources=(citations.FIREBASE_PROJECTS.on("a project for each environment"),),
    fix="Create a Firebase project for each environment.",
    needs=("environment",),
    hidden_from_pack="another stack",
    changes=(PATCH_HUB,),
)
def shared_firebase_project(credential: FcmV1, ctx: EstateContext) -> Iterator[Violation]:
    """Two environments use the same Firebase project.

    ## Why it matters

    A registration token belongs to a project, not to an environment. With one project a test push can
    reach real users, and the sandbox's service account may send to production.

    ## Bad example

    ```json
    [
      {
        "type": "Microsoft.NotificationHubs/namespaces/notificationHubs",
        "name": "shop-ns/shop",
        "properties": {
          "fcmV1Credential": {
            "properties": {
              "projectId": "shop-prod", // the same
              "clientEmail": "push@shop-prod.iam.gserviceaccount.com",
              "privateKey": "[parameters('fcmKey')]"
            }
          }
        }
      },
      {
        "type": "Microsoft.NotificationHubs/namespaces/notificationHubs",
        "name": "shop-test-ns/shop-test",
        "properties": {
          "fcmV1Credential": {
            "properties": {
              "projectId": "shop-prod", // the same
              "clientEmail": "push@shop-prod.iam.gserviceaccount.com",
              "privateKey": "[parameters('fcmKey')]"
            }
          }
        }
      }
    ]
    ```

    ## Good example

    ```json
    [
      {
        "type": "Microsoft.NotificationHubs/namespaces/notificationHubs",
        "name": "shop-ns/shop",
        "properties": {
          "fcmV1Credential": {
            "properties": {
              "projectId": "shop-prod",
              "clientEmail": "push@shop-prod.iam.gserviceaccount.com",
              "privateKey": "[parameters('fcmKey')]"
            }
          }
        }
      },
      {
        "type": "Microsoft.NotificationHubs/namespaces/notificationHubs",
        "name": "shop-test-ns/shop-test",
        "properties": {
          "fcmV1Credential": {
            "properties": {
              "projectId": "shop-test",
              "clientEmail": "push@shop-test.iam.gserviceaccount.com",
              "privateKey": "[parameters('fcmKey')]"
            }
          }
        }
      }
    ]
    ```

    ## Remediation

    Create a project for the sandbox, with its own service account and its own google-services.json.

    ### In the Pulumi program

    In `Pulumi.test.yaml`:

    ```yaml
    config:
      hubwarden:apps:
        shop:
          fcmV1: {projectId: shop-test, clientEmail: push@shop-test.iam.gserviceaccount.com}
    ```

    ```sh
    jq -r .private_key service-account.json | pulumi config set --secret --stack test hubwarden:shop-fcmPrivateKey
    ```

    ## What the fix breaks

    Devices of the sandbox registered with the old project: none is reached until its app is built with the new
    google-services.json and has registered. Production stays as it is.
    """
    for name in ctx.twins(credential, _share_a_project, _likeness):
        yield Violation(
            f"environment {name} uses the same Firebase project",
            at=f"project_id.{name}",
        )


def _likeness(fcm_v1: FcmV1) -> Likeness:
    name = fcm_v1.project_id.lower()
    return Likeness((name,), name.isdecimal())


def _share_a_project(fcm_v1: FcmV1, other: FcmV1) -> bool:
    mine, its = fcm_v1.project_id.lower(), other.project_id.lower()
    if mine.isdecimal() != its.isdecimal():
        raise Undetermined(
            "FcmV1.project_id", "one project is named by its number, the other by its id"
        )
    return mine == its
