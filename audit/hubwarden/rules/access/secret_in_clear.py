"""Secret in clear."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden import citations
from hubwarden.azure_changes import REGENERATE_KEY
from hubwarden.context import Context
from hubwarden.model.key_uses import PlainSecret
from hubwarden.rule import Severity, Violation, rule


@rule(
    "NH206",
    severity=Severity.CRITICAL,
    since="0.1.0",
    sources=(
        citations.SECRET_LEAK,
        citations.SECURITY.on("keys of access policies"),
    ),
    changes=(REGENERATE_KEY,),
    fix="Replace the key, and hand it over as a secret: from Key Vault, a securestring parameter or a secret of the stack.",
    fix_kind="rotate",
    hidden_from_pack="whether a value is marked as secret",
)
def secret_in_clear(plain_secret: PlainSecret, _ctx: Context) -> Iterator[Violation]:
    """A key or another secret is stored in clear text.

    ## Why it matters

    Everybody who can read a template, a settings file, a state or a deployment history can read a secret in
    it, and it stays there after the key is no longer used.

    What counts is the place. `primaryKey` and `secondaryKey` that are set on an access rule, the value of
    a vault's secret, a connection string, a signature or a private key in any property of any resource (an
    app's setting, a tag), also where it is percent-encoded, in Base64, Base32 or hexadecimal; in a tag also
    what is marked as secret, because Azure shows tags to every reader, and so in other places that have a
    protected twin (`value` beside `secureValue` of a container's environment, `settings` beside
    `protectedSettings` of an extension). A key of an access rule that is computed from names alone. A secret
    in the metadata or a comment of a template, or that a nested deployment takes as a plain parameter. A
    private key or a connection string in clear in a stack file or a project file, whatever the program does
    with it, and in a comment of these files. Other 32 bytes in Base64 in an app's setting or a tag may be a
    key or a digest: undetermined (`PlainSecret.what`). Push credentials are judged by `NH109`. What Azure
    answered counts where it stands in clear in a state: name such outputs in the resource's
    `additional_secret_outputs`, so that Pulumi encrypts them. A literal for a secure parameter
    in a parameter file does not count, either: the file may be made for the run.

    ## Bad example

    ```json
    {
      "type": "Microsoft.Web/sites/config",
      "name": "shop-backend/appsettings",
      "properties": {
        "HubConnection": "Endpoint=sb://shop-ns.servicebus.windows.net/;SharedAccessKeyName=orders;SharedAccessKey=bm90IGEga2V5LCBidXQgYXMgbG9uZyBhcyBvbmUgaXM=" // for all who read the file
      }
    }
    ```

    ## Good example

    ```json
    {
      "type": "Microsoft.Web/sites/config",
      "name": "shop-backend/appsettings",
      "properties": {
        "HubConnection": "@Microsoft.KeyVault(SecretUri=https://shop.vault.azure.net/secrets/shop-orders)"
      }
    }
    ```

    ## Remediation

    Regenerate the key: it has been readable. Then take it out of the file, and let whoever needs it read it
    from Key Vault.

    ### In the Pulumi program

    A secret of the stack is encrypted: `pulumi config set --secret hubwarden:shop-fcmPrivateKey < key.txt`. The connection strings of
    the hubs are written to Key Vault by the program, and no file holds them.

    ## What the fix breaks

    Whoever still uses the exposed key is refused when it is regenerated. Use the two keys of the rule: hand over
    the secondary, regenerate the primary, hand that over, and regenerate the secondary. History of the repository
    keeps what stood there, so the key must go in any case.
    """
    yield Violation(f"{plain_secret.what} stands in clear in {plain_secret.place}")
