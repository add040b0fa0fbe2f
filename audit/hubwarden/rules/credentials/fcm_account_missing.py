"""Fcm account missing."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden import citations
from hubwarden.azure_changes import PATCH_HUB
from hubwarden.context import Context
from hubwarden.model.credentials import FcmV1
from hubwarden.rule import Severity, Violation, rule


@rule(
    "NH120",
    severity=Severity.CRITICAL,
    since="0.1.0",
    sources=(
        citations.REST_API.on("FcmV1CredentialProperties"),
        citations.FCM_MIGRATION_REST.on("the three fields"),
    ),
    fix="Set clientEmail and projectId from the same service-account file as the private key.",
    changes=(PATCH_HUB,),
)
def fcm_account_missing(fcm: FcmV1, _ctx: Context) -> Iterator[Violation]:
    """An FCM v1 credential does not name its service account or its project.

    ## Why it matters

    The hub asks Google for access in the name of the service account, and sends through the project. A
    private key alone gives no access, and no push reaches an Android device.

    ## Bad example

    ```json
    {
      "type": "Microsoft.NotificationHubs/namespaces/notificationHubs",
      "name": "shop-ns/shop",
      "properties": {
        "fcmV1Credential": {
          "properties": {
            "projectId": "shop-prod",
            "clientEmail": "", // names nobody
            "privateKey": "[parameters('fcmKey')]"
          }
        }
      }
    }
    ```

    ## Good example

    ```json
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
    }
    ```

    ## Remediation

    Take `client_email` and `project_id` from the service-account file that the private key is from.

    ### In the Pulumi program

    ```yaml
    config:
      hubwarden:apps:
        shop:
          fcmV1: {projectId: shop-prod, clientEmail: push@shop-prod.iam.gserviceaccount.com}
    ```

    ## What the fix breaks

    Nothing that worked: no push reaches an Android device. Registrations stay.
    """
    if fcm.client_email is None:
        yield Violation("it names no service account", at="client_email")
    if not fcm.project_id or fcm.project_id.isspace():
        yield Violation("it names no project", at="project_id")
