"""Wns token service unknown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from hubwarden import citations
from hubwarden.azure_changes import PATCH_HUB
from hubwarden.context import Context
from hubwarden.facts import ENTRA_HOSTS, WNS_ACCESS_URL, same_address
from hubwarden.model.base import Undetermined
from hubwarden.model.credentials import Wns
from hubwarden.rule import Severity, Violation, rule

_ENTRA: Final = re.compile(
    rf"(?i:https)://(?i:{'|'.join(map(re.escape, ENTRA_HOSTS))})/[A-Za-z0-9.-]+/oauth2/(v2\.0/)?token"
)


@rule(
    "NH124",
    severity=Severity.CRITICAL,
    since="0.1.0",
    sources=(
        citations.NET_WNS.on("the address that it takes by itself"),
        citations.REST_API.on("windowsLiveEndpoint"),
    ),
    fix="Leave windowsLiveEndpoint out, or set it to https://login.live.com/accesstoken.srf.",
    needs=("hub",),
    changes=(PATCH_HUB,),
)
def wns_token_service_unknown(wns: Wns, _ctx: Context) -> Iterator[Violation]:
    """The token service of a Windows credential is not Microsoft's.

    ## Why it matters

    The hub sends the package's secret there to get access. If the address is another host, that host reads
    the secret and can push in the app's name. An address without TLS exposes the secret on the network.
    Windows devices get nothing.

    ## Bad example

    ```json
    {
      "type": "Microsoft.NotificationHubs/namespaces/notificationHubs",
      "name": "shop-ns/shop",
      "properties": {
        "wnsCredential": {
          "properties": {
            "packageSid": "ms-app://s-1-15-2-1",
            "secretKey": "[parameters('wnsSecret')]",
            "windowsLiveEndpoint": "https://login.example.com/accesstoken.srf" // not Microsoft
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
            "secretKey": "[parameters('wnsSecret')]",
            "windowsLiveEndpoint": "https://login.live.com/accesstoken.srf"
          }
        }
      }
    }
    ```

    ## Remediation

    Leave `windowsLiveEndpoint` out, or set it to exactly `https://login.live.com/accesstoken.srf`. If
    another host was deployed, replace the secret. The API documents no fields for Microsoft Entra ID (a
    tenant, an application) and does not say whether this field may name its token service, so such an
    address cannot be judged.

    ### In the Pulumi program

    Leave `endpoint` out.

    ```yaml
    config:
      hubwarden:apps:
        shop:
          platforms: [windows]
          wns: {packageSid: 'ms-app://s-1-15-2-1'}
          consumers:
            phones: {role: device, rights: [Listen]}
    ```

    ## What the fix breaks

    Registrations stay. If the wrong address was deployed, the secret is known there: create another one in
    Partner Center, set it together with the address, then delete the old one.
    """
    if wns.token_url is None or same_address(wns.token_url, WNS_ACCESS_URL):
        return
    if _ENTRA.fullmatch(wns.token_url):
        raise Undetermined(
            "Wns.token_url", "whether a hub can use a token service of Microsoft Entra ID"
        )
    yield Violation(f"its token service is not {WNS_ACCESS_URL}", at="token_url")
