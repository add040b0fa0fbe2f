"""Public send or manage."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden import citations
from hubwarden.azure_changes import PATCH_NAMESPACE
from hubwarden.context import Context
from hubwarden.facts import RIGHTS
from hubwarden.model.base import Undetermined, all_hold
from hubwarden.model.resources import Namespace
from hubwarden.policy.demands import Environment
from hubwarden.rule import Severity, Violation, rule


@rule(
    "NH401",
    severity=Severity.HIGH,
    since="0.1.0",
    sources=(
        citations.REST_API.on("networkAcls"),
        citations.SECURITY.on("keys are the only boundary"),
        citations.BASELINE,
    ),
    changes=(PATCH_NAMESPACE,),
    fix="Set networkAcls: a public rule with Listen, and an address rule with Send for each back end.",
    fix_kind="take-away",
)
def public_send_or_manage(namespace: Namespace, ctx: Context) -> Iterator[Violation]:
    """More rights work from every public address, or from very many, than the baseline allows.

    ## Why it matters

    Phones must register from anywhere, which needs Listen. Sends come from a few back ends whose addresses
    are known. Where Send works from everywhere, a key that leaks is enough to push to all users. A
    namespace without network rules is open for everything. A wide range is not much better: it includes
    everybody who rents a machine there.

    For each right, all public addresses of all address rules are counted together, IPv4 and IPv6 apart;
    an IPv6 address that stands for an IPv4 address counts as IPv4, and private addresses do not count.
    More than a /16 of IPv4 (65536 addresses) or a /32 of IPv6 needs the consent of the baseline. Where
    the public endpoint is closed, address rules do not matter.

    ## Bad example

    ```json
    {
      "type": "Microsoft.NotificationHubs/namespaces",
      "name": "shop-ns",
      "properties": {
        "networkAcls": {
          "ipRules": [],
          "publicNetworkRule": {"rights": ["Listen", "Send"]} // a stolen key pushes from anywhere
        }
      }
    }
    ```

    ## Good example

    ```json
    {
      "type": "Microsoft.NotificationHubs/namespaces",
      "name": "shop-ns",
      "properties": {
        "networkAcls": {
          "ipRules": [{"ipMask": "203.0.113.0/24", "rights": ["Send"]}],
          "publicNetworkRule": {"rights": ["Listen"]}
        }
      }
    }
    ```

    ## Remediation

    Set `networkAcls` with `publicNetworkRule.rights` of Listen, and an entry of `ipRules` with Send for
    each address range of the back ends. Where so many addresses are meant, set `widest_ipv4` or
    `widest_ipv6` for the environment in the baseline: the prefix of one range that has as many addresses
    as all ranges together may have.

    ### In the Pulumi program

    ```yaml
    config:
      hubwarden:network:
        backends: [203.0.113.0/24]
        public: [Listen]
    ```

    ## What the fix breaks

    A back end whose address is in no range can no longer send. Look for all of them first, also for pipelines and
    functions, whose addresses change, and name their ranges. Devices go on registering.
    """
    demands = ctx.environment(namespace)
    if all_hold(lambda: namespace.public_access, lambda: bool(_excess(namespace, demands))):
        yield from _excess(namespace, demands)


def _excess(namespace: Namespace, demands: Environment) -> list[Violation]:
    """Return what is too much; raises ``Undetermined`` where only what is unknown could be."""
    public: frozenset[str] = frozenset()
    unclear: Undetermined | None = None
    try:
        public = namespace.public_rights
    except Undetermined as why:
        unclear = why
    found = []
    if everywhere := sorted(public - set(demands.public_rights)):
        words = f"{' and '.join(everywhere)} works from every public address"
        found.append(Violation(words, at=f"network.{'-'.join(everywhere)}"))
    for right, addresses in sorted(namespace.known_addresses.items()):
        if right in public or right in demands.public_rights:
            continue
        for family, count, bits, prefix in (
            ("IPv4", addresses.ipv4, 32, demands.widest_ipv4),
            ("IPv6", addresses.ipv6, 128, demands.widest_ipv6),
        ):
            if count > 2 ** (bits - prefix):
                words = (
                    f"{right} works from {_in_words(count)} public {family} addresses, and as many as a "
                    f"/{prefix} has are allowed"
                )
                found.append(Violation(words, at=f"network.{right}.{family}"))
    may_exceed = set(RIGHTS) - public - set(demands.public_rights)
    if not found and may_exceed:
        if unclear is not None:
            raise unclear.again()
        _ = namespace.addresses  # Raises where there may be more than what is known.
    return found


def _in_words(count: int) -> str:
    return f"{count}" if count < 10**12 else f"about {float(count):.0e}"
