"""Network closed."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden import citations
from hubwarden.azure_changes import PATCH_NAMESPACE
from hubwarden.context import Context
from hubwarden.model.change import NetworkClosed
from hubwarden.rule import Severity, Violation, rule


@rule(
    "NH713",
    severity=Severity.MEDIUM,
    since="0.1.0",
    sources=(
        citations.PRIVATE_LINK.on("public access"),
        citations.REST_API.on("networkAcls and publicNetworkAccess"),
    ),
    changes=(PATCH_NAMESPACE,),
    fix="Deploy the declared network rules again, or declare the stricter ones.",
)
def network_closed(change: NetworkClosed, _ctx: Context) -> Iterator[Violation]:
    """A namespace can be reached from fewer places than declared.

    ## Why it matters

    Devices register over the public endpoint. Where it is closed, or the right Listen no longer works from
    everywhere, new installations cannot register, and nobody sees an error; a back end behind a removed
    range or private endpoint can no longer send.

    ## Bad example

    Declared (-) and live (+):

    ```diff
     {
       "type": "Microsoft.NotificationHubs/namespaces",
       "name": "shop-ns",
       "properties": {
    -    "publicNetworkAccess": "Enabled" // no phone can register any more
    +    "publicNetworkAccess": "Disabled"
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
         "publicNetworkAccess": "Enabled"
       }
     }
    ```

    ## Remediation

    Deploy the declared rules again. Where the closing was meant, declare it, so that the rules about devices judge
    it.

    ### In the Pulumi program

    `pulumi up` alone may not see it: `pulumi up --refresh` reads what is live first and puts back what is declared.

    ```yaml
    config:
      hubwarden:publicNetworkAccess: Enabled
    ```

    ## What the fix breaks

    Nobody loses access. If it was closed during an attack, ask whether the keys are safe before you open it.
    Devices that were refused register when their apps start the next time.
    """
    yield Violation(change.sentence, at=change.at_field)
