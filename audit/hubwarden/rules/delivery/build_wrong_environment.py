"""Build wrong environment."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden import citations
from hubwarden.context import Context
from hubwarden.facts import apple_host
from hubwarden.model.base import Undetermined
from hubwarden.model.build import Build
from hubwarden.rule import NotApplicable, Severity, Violation, rule


@rule(
    "NH801",
    severity=Severity.CRITICAL,
    since="0.1.0",
    sources=(
        citations.APS_ENVIRONMENT,
        citations.TOKEN_AUTHENTICATION.on("the endpoint of each side"),
    ),
    fix="Build with the profile of the other side, or send through the hub of the other environment.",
    needs=("hub or environment",),
)
def build_wrong_environment(build: Build, ctx: Context) -> Iterator[Violation]:
    """A build registers with the other side of Apple's service than its hub delivers to.

    ## Why it matters

    The device token that such a build gets is not valid on the hub's side. Apple answers
    `BadDeviceToken`, the hub deletes the registration, and the device is silent until it registers again.

    ## Bad example

    The hub delivers to Apple's production, under `com.example.shop` of team TEAM123456. What the app was signed
    with (`codesign -d --entitlements - --xml Shop.app`):

    ```xml
    <!-- Shop.entitlements -->
    <key>aps-environment</key>
    <string>development</string> <!-- the token is none in production -->
    ```

    ## Good example

    ```xml
    <!-- Shop.entitlements -->
    <key>aps-environment</key>
    <string>production</string>
    ```

    ## Remediation

    Builds from Xcode register with the sandbox; App Store, TestFlight and ad-hoc builds with production.
    Send to each through a hub of its side.

    Entitlements in a source tree do not decide the side: the profile does when the app is signed. Name the
    .ipa, the app or the profile that it is signed with. Entitlements that were taken out of a signed app
    (`codesign -d --entitlements - --xml`) name team and bundle in full, and are judged.

    ### In the Pulumi program

    Nothing in the stack is wrong: the build is. For builds from Xcode there is the stack of the sandbox:

    ```yaml
    config:
      hubwarden:environment: sandbox
      hubwarden:apps:
        shop:
          platforms: [ios]
          apns: {mode: token, keyId: ABC123DEFG, teamId: TEAM123456, bundleId: com.example.shop}
    ```

    ## What the fix breaks

    Devices with the wrong build stay silent until they have the right one: a token of one side is of no use on the
    other, and each device registers again with its new token.
    """
    if build.environment is None:
        raise NotApplicable("it has no push entitlement, which another rule judges")
    if build.kind == "entitlements":
        if build.decided_elsewhere:
            raise NotApplicable("it is a source; what the app is signed with is judged beside it")
        raise Undetermined(
            "Build.environment",
            "entitlements of a source tree do not tell it, the profile decides when the app is signed: "
            "name the .ipa, the app or its profile",
        )
    if build.hub is not None:
        if build.apns is None:
            raise NotApplicable("its hub has no credential for APNs, which another rule judges")
        host = apple_host(build.apns.endpoint)
        if host is None:
            raise NotApplicable("the hub's endpoint is not known at all, which another rule judges")
        if host.environment != build.environment:
            yield Violation(
                f"it registers with {build.environment}, and the hub delivers to {host.environment}",
                at="environment",
            )
        return
    name, wanted = ctx.environment_name(build), ctx.environment(build).apns
    if wanted != build.environment:
        yield Violation(
            f"it registers with {build.environment}, and environment {name} uses {wanted}",
            at="environment",
        )
