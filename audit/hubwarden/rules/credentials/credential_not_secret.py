"""Credential not secret."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden.context import Context
from hubwarden.model.credentials import Credential
from hubwarden.rule import Severity, Violation, rule


@rule(
    "NH109",
    severity=Severity.CRITICAL,
    since="0.1.0",
    sources=(
        "Microsoft: REST API 2023-10-01-preview (every credential field is x-ms-secret)",
        "Pulumi: azure-native marks none of these fields as secret by itself",
    ),
    fix="Read the value with config.require_secret (Pulumi) or from a securestring parameter or Key Vault (ARM).",
    hidden_from_pack="whether a value is marked as secret",
)
def credential_not_secret(credential: Credential, _ctx: Context) -> Iterator[Violation]:
    """Key material of a push credential is not marked as secret.

    ## Why it matters

    The Pulumi provider for Azure marks none of these fields as secret, so a plain value is readable in the
    state, in previews and in logs. In an ARM template, a plain value or a plain parameter is readable in
    the template and in the deployment history. Anyone who has the key can push to every device of the app.

    ## Remediation

    In Pulumi, `pulumi config set --secret` and `config.require_secret`; mark the field alone, not the whole
    credential. In ARM, a `securestring` parameter filled from Key Vault. Then replace the key, because
    others could read it.
    """
    for field in credential.in_clear:
        yield Violation(f"{field} is not marked as secret", at=f"in_clear.{field}")
