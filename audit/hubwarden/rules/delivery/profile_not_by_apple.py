"""Profile not by apple."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden import citations
from hubwarden.context import Context
from hubwarden.model.base import Undetermined
from hubwarden.model.build import Build
from hubwarden.rule import NotApplicable, Severity, Violation, rule


@rule(
    "NH807",
    severity=Severity.HIGH,
    since="0.1.0",
    sources=(citations.PROVISIONING_PROFILES.on("a profile is signed"),),
    fix="Download the profile anew from the developer account.",
)
def profile_not_by_apple(build: Build, _ctx: Context) -> Iterator[Violation]:
    """The signature of a provisioning profile does not hold, so what it says is no evidence.

    ## Why it matters

    A profile says which side of Apple's service a build registers with. A profile that somebody changed or
    made by hand can say anything.

    ## Bad example

    What is in the file, and nothing around it:

    ```xml
    <!-- Shop.mobileprovision, not signed -->
    <key>Name</key> <!-- anybody can have written this -->
    <string>Shop</string>
    ```

    ## Good example

    The same in a signature whose chain ends at Apple; where the file does not hold the whole chain, the rule cannot
    tell.

    ```xml
    <!-- Shop.mobileprovision -->
    <key>Name</key>
    <string>Shop</string>
    ```

    ## Remediation

    Download the profile anew. An unsigned profile can be judged, but its contents are no evidence.

    ### In the Pulumi program

    Nothing in the stack is wrong: the build is. Leave it as it is.

    ## What the fix breaks

    Nothing. If the app was signed with a profile that somebody changed, it does not start on devices: build again.
    """
    if build.kind != "profile":
        raise NotApplicable("only a profile is signed")
    if build.signature == "not checked":
        reason = "its signature is of a kind that is not checked"
        raise Undetermined("Build.signature", reason, cause="unclear")
    if build.signature != "valid":
        yield Violation(f"its signature is {build.signature}", at="signature")
    elif build.by_apple is False:
        yield Violation("it was not signed by Apple", at="signature")
    elif build.by_apple is None:
        reason = (
            "the chain to Apple is not whole in the file, or a signature in it is of a kind that is not "
            "verified here"
        )
        raise Undetermined("Build.by_apple", reason, cause="unclear")
