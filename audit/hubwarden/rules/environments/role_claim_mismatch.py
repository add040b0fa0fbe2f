"""Role claim mismatch."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden import citations
from hubwarden.context import Context
from hubwarden.model.resources import AccessRule
from hubwarden.rule import NotApplicable, Severity, Violation, rule


@rule(
    "NH310",
    severity=Severity.HIGH,
    since="0.1.0",
    sources=(citations.BASELINE.on("which role uses an access rule"),),
    fix="Correct the role in the stack's settings, or under consumers in the baseline where that is wrong.",
)
def role_claim_mismatch(access_rule: AccessRule, ctx: Context) -> Iterator[Violation]:
    """A stack gives a consumer another role than the baseline does.

    ## Why it matters

    A role decides which rights are too many. A stack that declares an app's key as the key of a tool would
    permit itself to give Manage to every device. The baseline wins: the rights of the access rule are
    judged by its role.

    ## Bad example

    ```yaml
    config:
      hubwarden:apps:
        shop:
          platforms: [ios]
          apns: {mode: token, keyId: ABC123DEFG, teamId: TEAM123456, bundleId: com.example.shop}
          consumers:
            phones:
              role: tooling # the baseline says device
              rights: [Listen]
    ```

    With this in `policies/baseline.yaml`:

    ```yaml
    version: 1
    consumers:
      - {rule: phones, role: device}
    ```

    ## Good example

    ```yaml
    config:
      hubwarden:apps:
        shop:
          platforms: [ios]
          apns: {mode: token, keyId: ABC123DEFG, teamId: TEAM123456, bundleId: com.example.shop}
          consumers:
            phones:
              role: device
              rights: [Listen]
    ```

    With the same in `policies/baseline.yaml`:

    ```yaml
    version: 1
    consumers:
      - {rule: phones, role: device}
    ```

    ## Remediation

    Set the consumer's `role` in the stack file to the one that the baseline names under `consumers`. Where
    the stack is right, correct the baseline; the first pattern that fits the access rule's name holds.

    ### In the Pulumi program

    As in the good example.

    ## What the fix breaks

    No right changes: the baseline's role was judged before, too.
    """
    if not ctx.baseline.consumers:
        raise NotApplicable("the baseline names no role of any access rule")
    claimed = access_rule.claimed_role
    if claimed is None:
        raise NotApplicable("the source claims no role for it")
    known = ctx.role_in_baseline(access_rule)
    if known is None:
        raise NotApplicable("the baseline names no role for it")
    if claimed != known:
        yield Violation(f"it claims role {claimed}, and the baseline says {known}", at="role")
