"""Push endpoint without TLS."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final
from urllib.parse import urlsplit

from hubwarden import citations
from hubwarden.azure_changes import PATCH_HUB
from hubwarden.context import Context
from hubwarden.model.base import Undetermined
from hubwarden.model.credentials import EndpointCredential
from hubwarden.rule import Severity, Violation, rule

_HOSTS: Final = frozenset(
    {
        *("channel.api.duapp.com", "api.tuisong.baidu.com"),
        *("api.xmpush.xiaomi.com", "api.xmpush.global.xiaomi.com"),
        *(f"{region}-api.xmpush.global.xiaomi.com" for region in ("ru", "idmb", "fr", "sgp")),
    }
)
"""Hosts that Baidu and Xiaomi have named. Others are not known to be right, and not known to be wrong."""


@rule(
    "NH129",
    severity=Severity.CRITICAL,
    since="0.1.0",
    sources=(
        citations.XIAOMI,
        citations.XIAOMI_ABROAD,
        citations.NET_BAIDU.on("channel.api.duapp.com"),
        citations.REST_API.on("BaiduCredential and XiaomiCredential"),
    ),
    fix="Set the endpoint to the https address that the push service's own console names.",
    needs=("hub",),
    changes=(PATCH_HUB,),
)
def push_endpoint_without_tls(credential: EndpointCredential, _ctx: Context) -> Iterator[Violation]:
    """The endpoint of a Baidu or Xiaomi credential is not an address with TLS.

    ## Why it matters

    The hub sends every push to this address, together with the app's secret or with data signed with it. An
    address without TLS exposes both on the network, and with a text that is not an address no push arrives.

    It is not documented whether the services use hosts other than those they name, so such a host cannot be
    judged.

    ## Bad example

    ```json
    {
      "type": "Microsoft.NotificationHubs/namespaces/notificationHubs",
      "name": "shop-ns/shop",
      "properties": {
        "xiaomiCredential": {
          "properties": {
            "appSecret": "[parameters('xiaomiSecret')]",
            "endpoint": "http://api.xmpush.xiaomi.com" // no TLS
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
        "xiaomiCredential": {
          "properties": {
            "appSecret": "[parameters('xiaomiSecret')]",
            "endpoint": "https://api.xmpush.xiaomi.com"
          }
        }
      }
    }
    ```

    ## Remediation

    Set `endpoint` of the Xiaomi credential, or `baiduEndPoint` of the Baidu credential, to the address that
    the service's console names, with `https`. If another address was deployed, replace the secret.

    ### In the Pulumi program

    The stack file has no setting for Baidu and Xiaomi. In a program of your own: `xiaomi_credential` of
    `NotificationHub`, `endpoint`, or `baidu_credential`, `baidu_end_point`.

    ## What the fix breaks

    Registrations stay. If the address without TLS was deployed, the secret was readable on the way: create
    another one at the push service, set it together with the address, then delete the old one.
    """
    if credential.endpoint is None:
        return  # Another rule tells what a credential lacks.
    try:
        address = urlsplit(credential.endpoint)
        host = address.hostname or ""
    except ValueError:
        host = ""
    if not host:
        yield Violation("its endpoint is not an address", at="endpoint")
    elif address.scheme.lower() != "https":
        yield Violation("its endpoint has no TLS", at="endpoint")
    elif host not in _HOSTS:
        raise Undetermined(
            f"{type(credential).__name__}.endpoint",
            "whether the host is one of the push service's own is not documented",
            cause="unclear",
        )
