"""Profile not by apple."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden.context import Context
from hubwarden.model.base import Undetermined
from hubwarden.model.build import Build
from hubwarden.rule import NotApplicable, Severity, Violation, rule


@rule(
    "NH807",
    severity=Severity.HIGH,
    since="0.1.0",
    sources=("Apple: TN3125, Inside code signing: provisioning profiles",),
    fix="Download the profile anew from the developer account.",
)
def profile_not_by_apple(build: Build, _ctx: Context) -> Iterator[Violation]:
    """The signature of a provisioning profile does not hold, so what it says is no evidence.

    ## Why it matters

    A profile says which side of Apple's service a build registers with. A profile that somebody changed or
    made by hand can say anything.

    ## Remediation

    Download the profile anew. An unsigned profile can be judged, but its contents are no evidence.
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
