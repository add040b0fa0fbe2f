"""Shared apns key."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden.context import Context
from hubwarden.model.credentials import Apns
from hubwarden.rule import Severity, Violation, rule


@rule(
    "NH307",
    severity=Severity.INFO,
    since="0.1.0",
    sources=("Apple: Communicate with APNs using authentication tokens",),
    fix="Where the team can do with two keys, create one for each environment.",
)
def shared_apns_key(apns: Apns, ctx: Context) -> Iterator[Violation]:
    """Two environments use the same APNs signing key.

    ## Why it matters

    This is usual: a key serves both sides of Apple's service, and a team can have only two. It is told so
    that a reviewer knows that replacing the key concerns both environments, and that the sandbox's
    deployers hold the key of production. Apple offers keys for one environment alone.

    ## Remediation

    None is needed. With two keys, each environment can be rotated by itself.
    """
    for other in ctx.twins(apns, lambda one: None if one.token is None else one.token.key):
        yield Violation(
            f"environment {ctx.environment_name(other)} uses the same key", at="token.key"
        )
