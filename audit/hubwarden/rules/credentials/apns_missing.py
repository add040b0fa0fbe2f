"""Apns missing."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden import citations
from hubwarden.azure_changes import PATCH_HUB
from hubwarden.context import EstateContext
from hubwarden.model.resources import Hub
from hubwarden.rule import NotApplicable, Severity, Violation, rule


@rule(
    "NH110",
    severity=Severity.HIGH,
    since="0.1.0",
    sources=(citations.PNS_SETTINGS.on("a hub needs a credential for each platform"),),
    fix="Set apnsCredential with a token, or take ios out of the app's platforms.",
    changes=(PATCH_HUB,),
)
def apns_missing(hub: Hub, ctx: EstateContext) -> Iterator[Violation]:
    """A hub serves iOS and has no credential for Apple's push service.

    ## Why it matters

    Without it, a send to Apple's devices has no effect, while sends to other platforms go on. Alerts on
    Apple's errors exist only together with the credential, so no alert reports it.

    ## Bad example

    ```yaml
    config:
      hubwarden:apps:
        shop:
          platforms: [ios] # no apns
          consumers:
            phones: {role: device, rights: [Listen]}
    ```

    ## Good example

    ```yaml
    config:
      hubwarden:apps:
        shop:
          platforms: [ios]
          apns: {mode: token, keyId: ABC123DEFG, teamId: TEAM123456, bundleId: com.example.shop}
          consumers:
            phones: {role: device, rights: [Listen]}
    ```

    ## Remediation

    Set `apnsCredential` with token, key id, team id and bundle id. Where the app is no longer built for
    iOS, take the platform out of its settings.

    ### In the Pulumi program

    As in the good example, with the signing key as a secret of the stack:

    ```sh
    grep -v PRIVATE AuthKey_ABC123DEFG.p8 | pulumi config set --secret hubwarden:shop-apnsToken
    ```

    ## What the fix breaks

    Nothing: what is sent to iOS from now on arrives.
    """
    # A namespace's credentials serve all of its hubs.
    if hub.credentials.apns is not None:
        return
    if "ios" not in hub.platforms:
        raise NotApplicable("no iOS app is declared")
    if ctx.estate.namespace_of(hub).credentials.apns is None:
        yield Violation("it serves iOS and has no credential for Apple's push service", at="apns")
