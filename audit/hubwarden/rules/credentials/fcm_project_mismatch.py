"""Fcm project mismatch."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden import citations
from hubwarden.azure_changes import PATCH_HUB
from hubwarden.context import Context
from hubwarden.facts import firebase_project
from hubwarden.model.base import Undetermined
from hubwarden.model.credentials import FcmV1
from hubwarden.rule import NotApplicable, Severity, Violation, rule
from hubwarden.secret import shown


@rule(
    "NH116",
    severity=Severity.HIGH,
    since="0.1.0",
    sources=(
        citations.FCM_MIGRATION_REST.on("fcmV1Credential"),
        citations.SERVICE_ACCOUNT.on("the address names the project"),
    ),
    fix="Take project id, client email and private key from the same service-account file.",
    changes=(PATCH_HUB,),
)
def fcm_project_mismatch(fcm: FcmV1, _ctx: Context) -> Iterator[Violation]:
    """The service account of an FCM v1 credential belongs to another project than the one named.

    ## Why it matters

    Device tokens belong to one project. With the account of another project, Google answers
    `SENDER_ID_MISMATCH` or refuses the call, and no push reaches an Android device.

    ## Bad example

    ```json
    {
      "type": "Microsoft.NotificationHubs/namespaces/notificationHubs",
      "name": "shop-ns/shop",
      "properties": {
        "fcmV1Credential": {
          "properties": {
            "projectId": "shop-prod",
            "clientEmail": "push@courier-prod.iam.gserviceaccount.com", // of another project
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

    Take `project_id`, `client_email` and `private_key` from one service-account file. If the account of
    another project was given the right on purpose, switch the rule off in the baseline. A project number is
    accepted in place of the project id, but whether it is the account's project cannot be checked.

    ### In the Pulumi program

    ```yaml
    config:
      hubwarden:apps:
        shop:
          fcmV1: {projectId: shop-prod, clientEmail: push@shop-prod.iam.gserviceaccount.com}
    ```

    ## What the fix breaks

    Registrations stay. Device tokens belong to the project: if the project id was wrong, not the account, the
    devices that registered with it are reached again; with another project than the app was built with, none
    is.
    """
    if fcm.client_email is None:
        raise NotApplicable("it names no service account, which another rule judges")
    project = firebase_project(fcm.client_email)
    if project is None:
        reason = "its form is not one that names the project"
        raise Undetermined("FcmV1.client_email", reason, cause="unclear")
    if project == fcm.project_id:
        return
    if fcm.project_id.isdecimal():
        raise Undetermined(
            "FcmV1.project_id",
            "it is a project number: whether the account's project has it is not known",
            cause="unclear",
        )
    yield Violation(
        f"the account is of project {shown(project, fcm.client_email)}, "
        f"the credential names {shown(fcm.project_id)}",
        at="client_email",
    )
