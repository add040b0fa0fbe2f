"""Adm token service unknown."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden import citations
from hubwarden.azure_changes import PATCH_HUB
from hubwarden.context import Context
from hubwarden.facts import ADM_ACCESS_URL, same_address
from hubwarden.model.credentials import Adm
from hubwarden.rule import NotApplicable, Severity, Violation, rule


@rule(
    "NH123",
    severity=Severity.CRITICAL,
    since="0.1.0",
    sources=(citations.NET_ADM.on("OnValidate takes one address only"),),
    fix="Set authTokenUrl to https://api.amazon.com/auth/O2/token.",
    needs=("hub",),
    changes=(PATCH_HUB,),
)
def adm_token_service_unknown(adm: Adm, _ctx: Context) -> Iterator[Violation]:
    """The token service of an Amazon credential is not Amazon's.

    ## Why it matters

    The hub sends the client's secret there to get access. If the address is another host, that host reads
    the secret and can push in the app's name. An address without TLS exposes the secret on the network.
    Amazon's devices get nothing.

    ## Bad example

    ```json
    {
      "type": "Microsoft.NotificationHubs/namespaces/notificationHubs",
      "name": "shop-ns/shop",
      "properties": {
        "admCredential": {
          "properties": {
            "clientId": "amzn1.application-oa2-client.shop",
            "clientSecret": "[parameters('admSecret')]",
            "authTokenUrl": "https://login.example.com/auth/O2/token" // not Amazon
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
        "admCredential": {
          "properties": {
            "clientId": "amzn1.application-oa2-client.shop",
            "clientSecret": "[parameters('admSecret')]",
            "authTokenUrl": "https://api.amazon.com/auth/O2/token"
          }
        }
      }
    }
    ```

    ## Remediation

    Set `authTokenUrl` to exactly `https://api.amazon.com/auth/O2/token`. If another host was deployed,
    replace the client's secret.

    ### In the Pulumi program

    The stack file has no setting for Amazon. In a program of your own: `adm_credential` of `NotificationHub`,
    `auth_token_url`.

    ## What the fix breaks

    Registrations stay. If the wrong address was deployed, the secret is known there: create another one at
    Amazon, set it together with the address, and then delete the old one.
    """
    if adm.token_url is None:
        raise NotApplicable("it names no token service, which another rule judges")
    if not same_address(adm.token_url, ADM_ACCESS_URL):
        yield Violation(f"its token service is not {ADM_ACCESS_URL}", at="token_url")
