"""Fcm private key malformed."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden import citations
from hubwarden.azure_changes import PATCH_HUB
from hubwarden.context import Context
from hubwarden.credential_files.kinds import Problem
from hubwarden.model.base import Undetermined
from hubwarden.model.credentials import FcmV1
from hubwarden.rule import Severity, Violation, rule


@rule(
    "NH117",
    severity=Severity.CRITICAL,
    since="0.1.0",
    sources=(
        citations.FCM_AUTHORIZATION.on("the private key of a service account"),
        citations.FCM_MIGRATION_REST.on("fcmV1Credential"),
    ),
    fix="Set private_key of the service-account file as it stands there, with its line breaks.",
    changes=(PATCH_HUB,),
)
def fcm_private_key_malformed(fcm: FcmV1, _ctx: Context) -> Iterator[Violation]:
    """The private key of an FCM v1 credential is not a readable RSA key.

    ## Why it matters

    The hub signs with it only when a push is sent. It accepts a text that is no key, part of a key, or a
    key of another kind without an error, and no push reaches an Android device.

    ## Bad example

    ```json
    {
      "type": "Microsoft.NotificationHubs/namespaces/notificationHubs",
      "name": "shop-ns/shop",
      "properties": {
        "fcmV1Credential": {
          "properties": {
            "projectId": "shop-prod",
            "clientEmail": "push@shop-prod.iam.gserviceaccount.com",
            "privateKey": "<the text between the lines of AuthKey_ABC123DEFG.p8>" // an EC key of Apple
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
            "privateKey": "<private_key of service-account.json>"
          }
        }
      }
    }
    ```

    ## Remediation

    Copy the value of `private_key` from the service-account file as it stands.

    ### In the Pulumi program

    ```sh
    jq -r .private_key service-account.json | pulumi config set --secret hubwarden:shop-fcmPrivateKey
    ```

    `hubwarden inspect service-account.json` judges the file before it is set.

    ## What the fix breaks

    Nothing that worked: no push reaches an Android device. Registrations stay.
    """
    content = fcm.content
    if isinstance(content, Problem):
        if content.leaves_open:
            raise Undetermined("FcmV1.content", content.what, cause="unclear")
        yield Violation(f"it cannot be read: {content.what}", at="content")
    elif content.algorithm != "RSA":
        yield Violation(f"it is a key for {content.algorithm}, not for RSA", at="content")
