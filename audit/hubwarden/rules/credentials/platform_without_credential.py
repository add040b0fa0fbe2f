"""Platform without credential."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden import citations
from hubwarden.azure_changes import PATCH_HUB
from hubwarden.context import EstateContext
from hubwarden.facts import PLATFORM_SERVICES
from hubwarden.model.base import Undetermined
from hubwarden.model.resources import Hub
from hubwarden.rule import NotApplicable, Severity, Violation, in_turn, rule


@rule(
    "NH127",
    severity=Severity.HIGH,
    since="0.1.0",
    sources=(citations.PNS_SETTINGS.on("a hub needs a credential for each platform"),),
    fix="Set the credential of the platform, or take the platform out of the app's settings.",
    hidden_from_pack="which platforms the settings declare",
    changes=(PATCH_HUB,),
)
def platform_without_credential(hub: Hub, ctx: EstateContext) -> Iterator[Violation]:
    """A hub serves a platform and has no credential for its push service.

    ## Why it matters

    Without it, a send to these devices has no effect, while sends to other platforms go on.

    ## Bad example

    ```yaml
    config:
      hubwarden:apps:
        shop: # no wns
          platforms: [windows]
          consumers:
            phones: {role: device, rights: [Listen]}
    ```

    ## Good example

    ```yaml
    config:
      hubwarden:apps:
        shop:
          platforms: [windows]
          wns: {packageSid: 'ms-app://s-1-15-2-1'}
          consumers:
            phones: {role: device, rights: [Listen]}
    ```

    ## Remediation

    Set the credential: `wnsCredential` for Windows, `browserCredential` for browsers, `admCredential` for
    Amazon's devices, `baiduCredential`, `xiaomiCredential`. Where the app is no longer built for the
    platform, take it out of the settings. iOS and Android have rules of their own. A source that has no
    place to declare platforms, such as an ARM template, declares none.

    ### In the Pulumi program

    As in the good example, with the secret:

    ```sh
    pulumi config set --secret hubwarden:shop-wnsSecretKey
    ```

    The stack file has no setting for browsers, Amazon, Baidu and Xiaomi.

    ## What the fix breaks

    Nothing: what is sent to the platform from now on arrives.
    """
    if not hub.further_platforms:
        raise NotApplicable("no platform besides iOS and Android is declared")
    yield from in_turn(*(_serves(hub, platform, ctx) for platform in sorted(hub.further_platforms)))


def _serves(hub: Hub, platform: str, ctx: EstateContext) -> Iterator[Violation]:
    service = PLATFORM_SERVICES.get(platform)
    if service is None:
        raise Undetermined("Hub.further_platforms", "which push service reaches a platform of it")
    # A namespace's credentials serve all of its hubs.
    if getattr(hub.credentials, service) is None and (
        getattr(ctx.estate.namespace_of(hub).credentials, service) is None
    ):
        yield Violation(
            f"it serves {platform} and has no credential for its push service", at=service
        )
