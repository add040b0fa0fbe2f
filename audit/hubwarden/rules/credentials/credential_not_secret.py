"""Credential not secret."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden import citations
from hubwarden.azure_changes import PATCH_HUB
from hubwarden.context import Context
from hubwarden.model.credentials import Credential
from hubwarden.rule import Severity, Violation, rule


@rule(
    "NH109",
    severity=Severity.CRITICAL,
    since="0.1.0",
    sources=(
        citations.SECRETS.on("none in code, logs and pipelines"),
        citations.REST_API.on("every field of a credential is x-ms-secret"),
        citations.PULUMI_AZURE_NATIVE.on(
            "none of its inputs is marked as secret, as the package shows"
        ),
    ),
    fix="Read the value with config.require_secret (Pulumi) or from a securestring parameter or Key Vault (ARM).",
    hidden_from_pack="whether a value is marked as secret",
    fix_kind="rotate",
    changes=(PATCH_HUB,),
)
def credential_not_secret(credential: Credential, _ctx: Context) -> Iterator[Violation]:
    """Key material of a push credential is not marked as secret.

    ## Why it matters

    The Pulumi provider for Azure marks none of these fields as secret, so a plain value is readable in the
    state, in previews and in logs. In an ARM template, a plain value or a plain parameter is readable in
    the template and in the deployment history. Anyone who has the key can push to every device of the app.

    ## Bad example

    ```json
    {
      "type": "Microsoft.NotificationHubs/namespaces/notificationHubs",
      "name": "shop-ns/shop",
      "properties": {
        "wnsCredential": {
          "properties": {
            "packageSid": "ms-app://s-1-15-2-1",
            "secretKey": "tT9wqLk2mZx8vB4nR6yJ1cP5dF7gH3sA" // readable
          }
        }
      }
    }
    ```

    ## Good example

    ```json
    {
      "type": "Microsoft.NotificationHubs/namespaces/notificationHubs",
      "name": "shop-ns/shop",
      "properties": {
        "wnsCredential": {
          "properties": {
            "packageSid": "ms-app://s-1-15-2-1",
            "secretKey": "[parameters('wnsSecret')]"
          }
        }
      }
    }
    ```

    `wnsSecret` is a parameter of type `securestring`.

    ## Remediation

    In Pulumi, `pulumi config set --secret` and `config.require_secret`; mark the field alone, not the whole
    credential. In ARM, a `securestring` parameter filled from Key Vault. Then replace the key, because
    others could read it.

    ### In the Pulumi program

    The program reads every secret with `require_secret`. In a stack file a secret is set with a command, never
    with an editor; in a program of your own it is read with `config.require_secret`.

    ```sh
    pulumi config set --secret hubwarden:shop-wnsSecretKey
    ```

    ## What the fix breaks

    Registrations stay while the key is replaced: make a second one at the push service, set it, see that pushes
    arrive, then revoke the first. Whoever sends with the old key, another hub or another stack, stops until it
    has the new one.
    """
    for field in credential.in_clear:
        yield Violation(f"{field} is not marked as secret", at=f"in_clear.{field}")
