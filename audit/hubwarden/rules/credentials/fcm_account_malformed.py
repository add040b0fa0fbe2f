"""Fcm account malformed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from hubwarden import citations
from hubwarden.azure_changes import PATCH_HUB
from hubwarden.context import Context
from hubwarden.model.credentials import FcmV1
from hubwarden.rule import Severity, Violation, in_turn, rule

_PROJECT: Final = re.compile(r"(?:[a-z0-9.-]+:)?[a-z0-9-]+")
_ADDRESS: Final = re.compile(r"[a-z0-9._+:-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)+")


@rule(
    "NH121",
    severity=Severity.HIGH,
    since="0.1.0",
    sources=(
        citations.SERVICE_ACCOUNT.on("the address is made of a name and the project id"),
        citations.PROJECT_ID.on("lower-case letters, digits and hyphens"),
    ),
    fix="Copy project_id and client_email from the service-account file, without anything beside them.",
    needs=("hub",),
    changes=(PATCH_HUB,),
)
def fcm_account_malformed(fcm: FcmV1, _ctx: Context) -> Iterator[Violation]:
    """The project id or the service account of an FCM v1 credential is not spelled as Google spells it.

    ## Why it matters

    The hub sends both as they are written. Google writes them in small letters, without any white space: a
    capital letter or a line break from the end of a file makes it a different address, and Google refuses
    every send to Android.

    ## Bad example

    ```json
    {
      "type": "Microsoft.NotificationHubs/namespaces/notificationHubs",
      "name": "shop-ns/shop",
      "properties": {
        "fcmV1Credential": {
          "properties": {
            "projectId": "shop-prod",
            "clientEmail": "Push@Shop-Prod.iam.gserviceaccount.com", // capital letters
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

    Copy `project_id` and `client_email` from the service-account file. A value that a command reads from
    a file may need its last line break cut off.

    ### In the Pulumi program

    ```yaml
    config:
      hubwarden:apps:
        shop:
          fcmV1: {projectId: shop-prod, clientEmail: push@shop-prod.iam.gserviceaccount.com}
    ```

    ## What the fix breaks

    Nothing that worked: Google refuses every send. Registrations stay.
    """
    yield from in_turn(_project(fcm), _address(fcm))


def _project(fcm: FcmV1) -> Iterator[Violation]:
    # What is missing is judged by another rule.
    if fcm.project_id and not _PROJECT.fullmatch(fcm.project_id):
        yield Violation("its project id has characters that no project id has", at="project_id")


def _address(fcm: FcmV1) -> Iterator[Violation]:
    if fcm.client_email and not _ADDRESS.fullmatch(fcm.client_email):
        yield Violation(
            "its service account is not an address as Google writes them", at="client_email"
        )
