"""Apns endpoint unknown."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden import citations
from hubwarden.azure_changes import PATCH_HUB
from hubwarden.context import Context
from hubwarden.facts import APNS_HOSTS, APNS_PATH, APNS_PORTS, apns_host, apns_path, apns_port
from hubwarden.model.base import Undetermined
from hubwarden.model.credentials import Apns
from hubwarden.rule import Severity, Violation, rule


@rule(
    "NH103",
    severity=Severity.HIGH,
    since="0.1.0",
    sources=(
        citations.AZ_APNS.on("the four addresses"),
        citations.APPLE_SENDING,
        citations.APNS_PATH_THREAD.on(
            "an address without the path is accepted and delivers nothing"
        ),
    ),
    fix="Use the endpoint that belongs to the mode and the environment, or leave it to the program to derive it.",
    needs=("hub",),
    changes=(PATCH_HUB,),
)
def apns_endpoint_unknown(apns: Apns, _ctx: Context) -> Iterator[Violation]:
    """An APNs endpoint is none of the addresses that Apple answers at.

    ## Why it matters

    A hub accepts any text as endpoint and says nothing. Pushes then go to a host that is not Apple's, and
    vanish. They also vanish if an address of the `api.*` family lacks the path `/3/device`.

    ## Bad example

    ```json
    {
      "type": "Microsoft.NotificationHubs/namespaces/notificationHubs",
      "name": "shop-ns/shop",
      "properties": {
        "apnsCredential": {
          "properties": {
            "endpoint": "https://api.push.apple.com", // without /3/device
            "token": "[parameters('apnsToken')]",
            "keyId": "ABC123DEFG",
            "appId": "TEAM123456",
            "appName": "com.example.shop"
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
        "apnsCredential": {
          "properties": {
            "endpoint": "https://api.push.apple.com:443/3/device",
            "token": "[parameters('apnsToken')]",
            "keyId": "ABC123DEFG",
            "appId": "TEAM123456",
            "appName": "com.example.shop"
          }
        }
      }
    }
    ```

    ## Remediation

    Use `https://api.push.apple.com:443/3/device` (production) or
    `https://api.development.push.apple.com:443/3/device` (sandbox) with a token, and
    `gateway.push.apple.com` or `gateway.sandbox.push.apple.com` with a certificate. Letter case matters in
    the path. It does not matter in a host name, but whether a hub accepts another spelling is not
    documented.

    ### In the Pulumi program

    Leave `endpoint` out: the program takes the address that belongs to `mode` and `environment`.

    ```yaml
    config:
      hubwarden:apps:
        shop:
          apns: {mode: token, keyId: ABC123DEFG, teamId: TEAM123456, bundleId: com.example.shop}
    ```

    ## What the fix breaks

    Nothing that worked. A PATCH sets the credential as a whole: send the token and its ids again, too.
    """
    endpoint = apns.endpoint
    if endpoint is None:
        yield Violation("it has no endpoint", at="endpoint")
        return
    host = apns_host(endpoint)
    if host not in APNS_HOSTS:
        yield Violation("its endpoint is not one of Apple's push hosts", at="endpoint")
        return
    if APNS_HOSTS[host].takes_token:
        if apns_path(endpoint) != APNS_PATH:
            yield Violation(f"its endpoint lacks the path {APNS_PATH}", at="endpoint")
        if apns_port(endpoint) not in APNS_PORTS:
            yield Violation(
                "its endpoint has a port that this host does not answer at", at="endpoint"
            )
    if not endpoint.removeprefix("https://").startswith(host):
        raise Undetermined(
            "Apns.endpoint", "whether Azure takes a host or a scheme in capital letters"
        )
