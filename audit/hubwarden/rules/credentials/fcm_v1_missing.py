"""Fcm v1 missing."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden import citations
from hubwarden.azure_changes import PATCH_HUB
from hubwarden.context import EstateContext
from hubwarden.model.resources import Hub
from hubwarden.rule import NotApplicable, Severity, Violation, rule


@rule(
    "NH107",
    severity=Severity.HIGH,
    since="0.1.0",
    sources=(citations.FCM_MIGRATION,),
    fix="Set fcmV1Credential with project id, client email and private key of a service account.",
    changes=(PATCH_HUB,),
)
def fcm_v1_missing(hub: Hub, ctx: EstateContext) -> Iterator[Violation]:
    """A hub serves Android and has no credential for FCM v1.

    ## Why it matters

    FCM v1 is the only way to reach Android devices through Google. Without it, a send to them has no
    effect, while sends to other platforms go on.

    ## Bad example

    ```yaml
    config:
      hubwarden:apps:
        shop:
          platforms: [android] # no fcmV1
          consumers:
            phones: {role: device, rights: [Listen]}
    ```

    ## Good example

    ```yaml
    config:
      hubwarden:apps:
        shop:
          platforms: [android]
          fcmV1: {projectId: shop-prod, clientEmail: push@shop-prod.iam.gserviceaccount.com}
          consumers:
            phones: {role: device, rights: [Listen]}
    ```

    ## Remediation

    Set `fcmV1Credential` from the JSON file of a Firebase service account: project id, client email and
    private key.

    ### In the Pulumi program

    As in the good example, with the private key as a secret of the stack:

    ```sh
    jq -r .private_key service-account.json | pulumi config set --secret hubwarden:shop-fcmPrivateKey
    ```

    ## What the fix breaks

    Nothing: what is sent to Android from now on arrives, to registrations of the platform `fcmV1`.
    """
    # A namespace's credentials serve all of its hubs.
    if hub.credentials.fcm_v1 is not None:
        return
    serves_android = hub.credentials.fcm_legacy is not None or "android" in hub.platforms
    if not serves_android:
        raise NotApplicable("no Android app is declared")
    if ctx.estate.namespace_of(hub).credentials.fcm_v1 is None:
        yield Violation("it serves Android and has no credential for FCM v1", at="fcm_v1")
