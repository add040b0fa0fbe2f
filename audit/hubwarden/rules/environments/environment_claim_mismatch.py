"""Environment claim mismatch."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden.context import Context
from hubwarden.model.resources import Stack
from hubwarden.rule import NotApplicable, Severity, Violation, rule


@rule(
    "NH302",
    severity=Severity.HIGH,
    since="0.1.0",
    sources=("Hubwarden: the baseline says which environment a stack is",),
    fix="Correct the stack's setting, or the baseline where that is wrong.",
)
def environment_claim_mismatch(stack: Stack, ctx: Context) -> Iterator[Violation]:
    """A stack claims another environment than the baseline gives it.

    ## Why it matters

    Endpoints, names and tags follow from the claim. A production stack that calls itself a sandbox sends
    to Apple's sandbox, and what depends on the tag (costs, alerts, other policies) goes wrong with it.

    ## Remediation

    Set `environment` in the stack file to the environment of the stack. Where the stack is right, add it
    to that environment's `match` in the baseline.
    """
    if stack.environment is None:
        raise NotApplicable("it claims no environment")
    name, demands = ctx.environment_name(stack), ctx.environment(stack)
    if stack.environment.lower() not in {
        name.lower(),
        *(alias.lower() for alias in demands.aliases),
    }:
        yield Violation(
            f"it claims to be {stack.environment}, and the baseline says {name}", at="environment"
        )
