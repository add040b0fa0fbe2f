"""Connection string in output."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden import citations
from hubwarden.azure_changes import REGENERATE_KEY
from hubwarden.context import Context
from hubwarden.model.base import Undetermined
from hubwarden.model.resources import Output
from hubwarden.rule import Severity, Violation, rule


@rule(
    "NH201",
    severity=Severity.HIGH,
    since="0.1.0",
    sources=(
        citations.SECURITY.on("keys of access policies"),
        citations.OUTPUT_SECRETS,
    ),
    changes=(REGENERATE_KEY,),
    fix="Write the connection string to a Key Vault secret and let the consumer read it there.",
    fix_kind="rotate",
)
def connection_string_in_output(output: Output, _ctx: Context) -> Iterator[Violation]:
    """An output reveals an access key or a connection string.

    ## Why it matters

    SAS keys are the only boundary of a hub's data plane. Outputs are read by everybody who can read the
    stack or the deployment, are passed on to other stacks, and end in the logs of pipelines.

    What counts: a connection string, a signature or a private key, also if it is percent-encoded, reversed,
    or in Base64, Base32 or hexadecimal; a value that is computed from keys, even a digest or a few letters,
    since its readers can test guesses and see each change of the key; and a key alone or a part of one, if
    the same source names it, as a state does. Marking the output as secret does not help: anyone who can
    read the stack can read it. A secure output of an ARM template is not recorded, and passes. Other 32
    bytes in Base64 may be a key or a digest: that is undetermined, and if it is no key, the baseline can
    accept it for the field `Output.holds_access_key`. In a template, the length of a key and its short hash
    (`uniqueString`, `guid`) reveal no key, because a key has 256 random bits.

    ## Bad example

    ```json
    {
      "outputs": {
        "connection": { // in the deployment's history
          "type": "string",
          "value": "[listKeys(resourceId('Microsoft.NotificationHubs/namespaces/notificationHubs/authorizationRules', 'shop-ns', 'shop', 'orders'), '2023-10-01-preview').primaryConnectionString]"
        }
      }
    }
    ```

    ## Good example

    ```json
    {
      "outputs": {
        "secretName": {
          "type": "string",
          "value": "shop-orders"
        }
      }
    }
    ```

    ## Remediation

    Store the connection string of each consumer as a secret of its own in Key Vault, readable by that
    consumer's identity alone, and give the secret's name as output.

    ### In the Pulumi program

    The program writes each connection string to Key Vault and gives out the names of the secrets alone. Leave such exports out of
    your own program, also those in `pulumi.Output.secret`.

    ## What the fix breaks

    Whoever reads the output today: point them to the secret in Key Vault first, and grant them its reading. The key
    has been readable, so regenerate it when they have moved; who still uses the old key is refused from then on.
    """
    if not output.recorded:
        return
    if output.holds_access_key:
        yield Violation(
            f"output {output.name} holds an access key or another secret{_how(output)}",
            at="holds_access_key",
        )


def _how(output: Output) -> str:
    try:
        return ", marked as secret" if output.secret else ", in clear"
    except Undetermined:
        return ""  # That it is given away at all is what is wrong.
