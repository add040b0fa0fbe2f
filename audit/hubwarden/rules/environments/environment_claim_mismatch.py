"""Environment claim mismatch."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden import citations
from hubwarden.context import Context
from hubwarden.model.resources import Stack
from hubwarden.rule import NotApplicable, Severity, Violation, rule


@rule(
    "NH302",
    severity=Severity.HIGH,
    since="0.1.0",
    sources=(citations.BASELINE.on("which environment a stack is"),),
    fix="Correct the stack's setting, or the baseline where that is wrong.",
)
def environment_claim_mismatch(stack: Stack, ctx: Context) -> Iterator[Violation]:
    """A stack claims another environment than the baseline gives it.

    ## Why it matters

    Endpoints, names and tags follow from the claim. A production stack that calls itself a sandbox sends
    to Apple's sandbox, and what depends on the tag (costs, alerts, other policies) goes wrong with it.

    ## Bad example

    ```yaml
    config:
      hubwarden:environment: sandbox # the stack is production
    ```

    It breaks NH301 and NH303, too: endpoint and tag follow from it.

    ## Good example

    ```yaml
    config:
      hubwarden:environment: production
    ```

    ## Remediation

    Set `environment` in the stack file to the environment of the stack. Where the stack is right, add it
    to that environment's `match` in the baseline.

    ### In the Pulumi program

    As in the good example. Where the stack is right, add it to that environment's `match.stacks` in
    `policies/baseline.yaml`.

    ## What the fix breaks

    The next deployment sets the tag `environment` and the endpoint of Apple's other side: see NH301 for who is
    reached then. Names and everything else stay.
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
