"""Credential incomplete."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden import citations
from hubwarden.azure_changes import PATCH_HUB
from hubwarden.context import Context
from hubwarden.model.credentials import Credential
from hubwarden.rule import Severity, Violation, rule


@rule(
    "NH122",
    severity=Severity.HIGH,
    since="0.1.0",
    sources=(
        citations.REST_API.on("required properties of the credentials"),
        citations.NET_WNS.on("OnValidate: package SID and secret key"),
    ),
    fix="Set the fields that are missing, from the same registration at the push service as the others.",
    needs=("hub",),
    changes=(PATCH_HUB,),
)
def credential_incomplete(credential: Credential, _ctx: Context) -> Iterator[Violation]:
    """A push credential lacks a field that its service needs.

    ## Why it matters

    An incomplete credential looks set and does not work: a package SID without its secret, a client id
    without its token service, an API key without the secret key. Every push of the platform is refused.

    ## Bad example

    ```json
    {
      "type": "Microsoft.NotificationHubs/namespaces/notificationHubs",
      "name": "shop-ns/shop",
      "properties": {
        "wnsCredential": { // no secretKey
          "properties": {
            "packageSid": "ms-app://s-1-15-2-1"
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
        "wnsCredential": {
          "properties": {
            "packageSid": "ms-app://s-1-15-2-1",
            "secretKey": "[parameters('wnsSecret')]"
          }
        }
      }
    }
    ```

    ## Remediation

    Windows needs `packageSid` and `secretKey`, and a certificate of Windows (`wnsCertificate`, or
    `mpnsCertificate` of the retired service) its `certificateKey`; Amazon `clientId`, `clientSecret` and
    `authTokenUrl`; Baidu `baiduApiKey`, `baiduSecretKey` and `baiduEndPoint`; a browser `subject` and both
    VAPID keys; Xiaomi `appSecret`; FCM v1 `projectId` and `privateKey`. Other rules judge what Apple needs.

    ### In the Pulumi program

    ```yaml
    config:
      hubwarden:apps:
        shop:
          wns: {packageSid: 'ms-app://s-1-15-2-1'}
    ```

    ```sh
    pulumi config set --secret hubwarden:shop-wnsSecretKey
    ```

    For Amazon, Baidu, browsers and Xiaomi the stack file has no setting.

    ## What the fix breaks

    Nothing that worked. A PATCH sets the credential as a whole: send all of its fields.
    """
    for field in credential.missing:
        yield Violation(f"it has no {field}", at=f"missing.{field}")
