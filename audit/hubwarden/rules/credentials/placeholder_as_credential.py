"""Placeholder as credential."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden import citations
from hubwarden.azure_changes import PATCH_HUB
from hubwarden.context import Context
from hubwarden.model.credentials import Credential
from hubwarden.rule import Severity, Violation, rule


@rule(
    "NH118",
    severity=Severity.CRITICAL,
    since="0.1.0",
    sources=(
        citations.KEY_VAULT_PARAMETER,
        citations.REST_API.on(
            "a credential is a text; nothing says that a hub follows a reference"
        ),
    ),
    fix="Set the credential itself; a hub does not follow references.",
    needs=("hub",),
    changes=(PATCH_HUB,),
)
def placeholder_as_credential(credential: Credential, _ctx: Context) -> Iterator[Violation]:
    """A placeholder, a reference or stray white space is set where a hub needs the credential itself.

    ## Why it matters

    A hub stores any text. A Key Vault reference, a variable that the pipeline did not fill in or a note
    like `TODO` looks like a value everywhere, and every push of the platform fails. White space has the
    same effect: a hub sends a key id together with the line break from the end of a file.

    ## Bad example

    ```json
    {
      "type": "Microsoft.NotificationHubs/namespaces/notificationHubs",
      "name": "shop-ns/shop",
      "properties": {
        "wnsCredential": {
          "properties": {
            "packageSid": "ms-app://s-1-15-2-1",
            "secretKey": "<a reference to Key Vault that nobody resolved>" // no hub follows it
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
            "secretKey": "<the secret itself>"
          }
        }
      }
    }
    ```

    ## Remediation

    Resolve the reference before the deployment: in Pulumi a secret of the configuration, in a template a
    `securestring` parameter that the parameter file takes from Key Vault. Strip white space: `$(cat file)`
    in a shell strips the last line break, reading a file in a program does not.

    ### In the Pulumi program

    The stack takes the value itself, as from a vault:

    ```sh
    az keyvault secret show --vault-name shop --name wns --query value --output tsv |
      pulumi config set --secret hubwarden:shop-wnsSecretKey
    ```

    ## What the fix breaks

    Nothing that worked. Registrations stay.
    """
    for field, words in credential.placeholders.items():
        yield Violation(f"{field} holds {words}", at=f"placeholders.{field}")
