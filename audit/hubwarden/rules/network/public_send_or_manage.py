"""Public send or manage."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden.context import Context
from hubwarden.model.resources import Namespace
from hubwarden.rule import Severity, Violation, rule


@rule(
    "NH401",
    severity=Severity.HIGH,
    since="0.1.0",
    sources=(
        "Microsoft: REST API 2023-10-01-preview, NetworkAcls",
        "Microsoft: Notification Hubs security",
    ),
    fix="Set networkAcls: a public rule with Listen, and an address rule with Send for each back end.",
)
def public_send_or_manage(namespace: Namespace, ctx: Context) -> Iterator[Violation]:
    """From every public address, more rights work than the baseline allows.

    ## Why it matters

    Phones must register from anywhere, which needs Listen. Sends come from a few back ends whose
    addresses are known. Where Send works from everywhere, a key that leaks is enough to push to all
    users. A namespace without network rules is open for everything.

    ## Remediation

    Set `networkAcls` with `publicNetworkRule.rights` of Listen, and an entry of `ipRules` with Send for
    each address range of the back ends.
    """
    allowed = frozenset(ctx.environment(namespace).public_rights)
    network = namespace.network
    if not network.public:
        return
    excess = sorted(network.public_rights - allowed)
    if excess:
        yield Violation(f"{' and '.join(excess)} works from every public address", at="network")
