"""Apns signing key malformed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from hubwarden import citations
from hubwarden.azure_changes import PATCH_HUB
from hubwarden.context import Context
from hubwarden.credential_files.kinds import Problem, SigningKey
from hubwarden.model.base import Undetermined
from hubwarden.model.credentials import ApnsToken
from hubwarden.rule import Severity, Violation, rule

_P256: Final = "secp256r1"


@rule(
    "NH114",
    severity=Severity.CRITICAL,
    since="0.1.0",
    sources=(
        citations.APPLE_TOKEN.on("ES256"),
        citations.TOKEN_AUTHENTICATION.on("the token is the key without its PEM lines"),
    ),
    fix="Set the text between the PEM lines of the .p8 file, without the lines themselves.",
    changes=(PATCH_HUB,),
)
def apns_signing_key_malformed(token: ApnsToken, _ctx: Context) -> Iterator[Violation]:
    """The token of an APNs credential is not a signing key in the form that Azure accepts.

    ## Why it matters

    Azure signs with it only when a push is sent. It accepts a key of another kind, a certificate or
    leftover PEM lines without an error, and Apple then refuses every push.

    ## Bad example

    ```json
    {
      "type": "Microsoft.NotificationHubs/namespaces/notificationHubs",
      "name": "shop-ns/shop",
      "properties": {
        "apnsCredential": {
          "properties": {
            "endpoint": "https://api.push.apple.com:443/3/device",
            "token": "<the whole of AuthKey_ABC123DEFG.p8>", // with the PEM lines
            "keyId": "ABC123DEFG",
            "appId": "TEAM123456",
            "appName": "com.example.shop"
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
        "apnsCredential": {
          "properties": {
            "endpoint": "https://api.push.apple.com:443/3/device",
            "token": "<the text between the lines of AuthKey_ABC123DEFG.p8>",
            "keyId": "ABC123DEFG",
            "appId": "TEAM123456",
            "appName": "com.example.shop"
          }
        }
      }
    }
    ```

    ## Remediation

    Take the file `AuthKey_<key id>.p8` as Apple gave it, and set the text between its first and last line.

    ### In the Pulumi program

    ```sh
    grep -v PRIVATE AuthKey_ABC123DEFG.p8 | pulumi config set --secret hubwarden:shop-apnsToken
    ```

    `hubwarden inspect AuthKey_ABC123DEFG.p8` judges the file before it is set.

    ## What the fix breaks

    Nothing that worked. Registrations stay.
    """
    content = token.content
    if isinstance(content, Problem):
        if content.leaves_open:
            raise Undetermined("ApnsToken.content", content.what, cause="unclear")
        yield Violation(f"it cannot be read: {content.what}", at="content")
        return
    if content.pem_markers:
        yield Violation("the PEM lines of the file are still in it", at="content")
    if not content.usable:
        yield Violation(_why(content), at="content")


def _why(key: SigningKey) -> str:
    facts = key.key
    if facts is None:
        return "it is not an EC key on the curve P-256"
    if facts.algorithm == "EC" and facts.curve == _P256:
        return "it is an EC key on the curve P-256, but not in PKCS#8 without a password"
    kind = f"{facts.algorithm} key{f' on the curve {facts.curve}' if facts.curve else ''}"
    return f"the key is of another kind ({kind}): Apple's is an EC key on the curve P-256"
