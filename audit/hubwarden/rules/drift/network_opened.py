"""Network opened."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden import citations
from hubwarden.azure_changes import PATCH_NAMESPACE
from hubwarden.context import Context
from hubwarden.model.change import NetworkOpened
from hubwarden.rule import Severity, Violation, rule


@rule(
    "NH708",
    severity=Severity.HIGH,
    since="0.1.0",
    sources=(
        citations.PRIVATE_LINK.on("public access"),
        citations.REST_API.on("networkAcls and publicNetworkAccess"),
    ),
    changes=(PATCH_NAMESPACE,),
    fix="Close it again, or declare it.",
    fix_kind="take-away",
)
def network_opened(change: NetworkOpened, _ctx: Context) -> Iterator[Violation]:
    """A namespace can be reached from more places than declared.

    ## Why it matters

    Public access that is switched on, a right that works from every address, a further range of addresses or a private
    endpoint that nobody declared: each makes a stolen key usable from one more place.

    ## Bad example

    Declared (-) and live (+):

    ```diff
     {
       "type": "Microsoft.NotificationHubs/namespaces",
       "name": "shop-ns",
       "properties": {
    -    "networkAcls": {"ipRules": [], "publicNetworkRule": {"rights": ["Listen"]}} // anybody with a key can push
    +    "networkAcls": {"ipRules": [], "publicNetworkRule": {"rights": ["Listen", "Send"]}}
       }
     }
    ```

    ## Good example

    Declared and live alike:

    ```diff
     {
       "type": "Microsoft.NotificationHubs/namespaces",
       "name": "shop-ns",
       "properties": {
         "networkAcls": {"ipRules": [], "publicNetworkRule": {"rights": ["Listen"]}}
       }
     }
    ```

    ## Remediation

    Deploy the declared network rules again. Where a support case needs an address for some days, declare it.

    ### In the Pulumi program

    `pulumi up` alone may not see it: `pulumi up --refresh` reads what is live first and puts back what is declared.

    ```yaml
    config:
      hubwarden:network:
        backends: [203.0.113.0/24]
        public: [Listen]
    ```

    ## What the fix breaks

    Callers from the addresses that were added are refused when they go. Find out who they are: a back end that
    moved needs its new range declared.
    """
    yield Violation(change.sentence, at=change.at_field)
