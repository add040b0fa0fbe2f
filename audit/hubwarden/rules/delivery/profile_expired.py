"""Profile expired."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden import citations
from hubwarden.context import Context
from hubwarden.model.base import Undetermined
from hubwarden.model.build import Build
from hubwarden.rule import NotApplicable, Severity, Violation, rule


@rule(
    "NH806",
    severity=Severity.HIGH,
    since="0.1.0",
    sources=(citations.PROVISIONING_PROFILES,),
    fix="Renew the profile and build again.",
)
def profile_expired(build: Build, ctx: Context) -> Iterator[Violation]:
    """The provisioning profile of a build is no longer valid.

    ## Why it matters

    A device does not start an app whose profile has expired, unless it came from the App Store: an ad-hoc
    or enterprise build then receives nothing, although its registrations still exist.

    ## Bad example

    In the provisioning profile, on 1 January 2026:

    ```xml
    <!-- Shop.mobileprovision -->
    <key>ExpirationDate</key>
    <date>2025-06-01T00:00:00Z</date> <!-- devices do not start it -->
    ```

    ## Good example

    ```xml
    <!-- Shop.mobileprovision -->
    <key>ExpirationDate</key>
    <date>2026-12-01T00:00:00Z</date>
    ```

    ## Remediation

    Renew the profile, build again and distribute the build.

    The rule judges the moment of the run. With `--as-of DAY` it judges the end of that day (UTC).

    ### In the Pulumi program

    Nothing in the stack is wrong: the build is. Leave it as it is.

    ## What the fix breaks

    Nobody. Devices get pushes again when they have the new build; their registrations are still there, unless they
    expired in the meantime.
    """
    if build.kind != "profile":
        raise NotApplicable("only a profile ends")
    if build.expires is None:
        reason = "the profile has no date of expiry that can be read"
        raise Undetermined("Build.expires", reason, cause="unclear")
    if build.expires <= ctx.moment:
        yield Violation(f"it expired on {build.expires:%Y-%m-%d at %H:%M} UTC", at="expires")
