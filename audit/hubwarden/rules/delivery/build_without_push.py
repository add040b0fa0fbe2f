"""Build without push."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden import citations
from hubwarden.context import Context
from hubwarden.model.build import Build
from hubwarden.rule import NotApplicable, Severity, Violation, rule


@rule(
    "NH802",
    severity=Severity.HIGH,
    since="0.1.0",
    sources=(citations.APS_ENVIRONMENT,),
    fix="Switch on the capability Push Notifications and build with a profile that has it.",
)
def build_without_push(build: Build, _ctx: Context) -> Iterator[Violation]:
    """A build has no push entitlement.

    ## Why it matters

    Without `aps-environment` an app gets no device token: it never registers, and no hub can reach it.

    ## Bad example

    In the provisioning profile:

    ```xml
    <!-- Shop.mobileprovision -->
    <key>Entitlements</key> <!-- aps-environment is missing -->
    <dict>
      <key>application-identifier</key>
      <string>TEAM123456.com.example.shop</string>
    </dict>
    ```

    ## Good example

    ```xml
    <!-- Shop.mobileprovision -->
    <key>Entitlements</key>
    <dict>
      <key>application-identifier</key>
      <string>TEAM123456.com.example.shop</string>
      <key>aps-environment</key>
      <string>production</string>
    </dict>
    ```

    ## Remediation

    Switch on the capability for the app's identifier, renew the profile, and build again.

    ### In the Pulumi program

    Nothing in the stack is wrong: the build is. Leave it as it is.

    ## What the fix breaks

    Nobody. Devices that have the build get no push before they have the next one. A renewed profile must be on the
    machine that signs.
    """
    if build.kind == "google-services":
        raise NotApplicable("it is a build for Android")
    if build.environment is None:
        yield Violation("aps-environment is not there", at="environment")
