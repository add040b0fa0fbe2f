"""Shared apns certificate."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden import citations
from hubwarden.azure_changes import PATCH_HUB
from hubwarden.context import EstateContext
from hubwarden.credential_files.kinds import Certificate
from hubwarden.model.base import Undetermined
from hubwarden.model.credentials import Apns, ApnsCertificate
from hubwarden.rule import NotApplicable, Severity, Violation, rule
from hubwarden.secret import Secret
from hubwarden.twins import Likeness
from hubwarden.unknown import Cause, gravest


@rule(
    "NH305",
    severity=Severity.HIGH,
    since="0.1.0",
    sources=(
        citations.WORKLOAD_SECRETS.on("none is shared by development, test and production"),
        citations.FIXER.on("certificates of two environments"),
        citations.FAQ.on("never share a hub between production and test"),
    ),
    fix="Give each environment a certificate of its own, or move to tokens.",
    hidden_from_pack="another stack",
    changes=(PATCH_HUB,),
)
def shared_apns_certificate(apns: Apns, ctx: EstateContext) -> Iterator[Violation]:
    """Two environments use the same APNs certificate.

    ## Why it matters

    Anyone who may deploy to the sandbox then holds the credential of production, and replacing the
    certificate in one environment breaks the other.

    ## Bad example

    ```json
    [
      {
        "type": "Microsoft.NotificationHubs/namespaces/notificationHubs",
        "name": "shop-ns/shop",
        "properties": {
          "apnsCredential": {
            "properties": {
              "endpoint": "gateway.push.apple.com",
              "apnsCertificate": "<a certificate for com.example.shop, production and sandbox>", // the same
              "certificateKey": "<the password>"
            }
          }
        }
      },
      {
        "type": "Microsoft.NotificationHubs/namespaces/notificationHubs",
        "name": "shop-test-ns/shop-test",
        "properties": {
          "apnsCredential": {
            "properties": {
              "endpoint": "gateway.sandbox.push.apple.com",
              "apnsCertificate": "<a certificate for com.example.shop, production and sandbox>", // the same
              "certificateKey": "<the password>"
            }
          }
        }
      }
    ]
    ```

    It breaks NH101, too, as every certificate does.

    ## Good example

    ```json
    [
      {
        "type": "Microsoft.NotificationHubs/namespaces/notificationHubs",
        "name": "shop-ns/shop",
        "properties": {
          "apnsCredential": {
            "properties": {
              "endpoint": "gateway.push.apple.com",
              "apnsCertificate": "<a certificate for com.example.shop, production>",
              "certificateKey": "<the password>"
            }
          }
        }
      },
      {
        "type": "Microsoft.NotificationHubs/namespaces/notificationHubs",
        "name": "shop-test-ns/shop-test",
        "properties": {
          "apnsCredential": {
            "properties": {
              "endpoint": "gateway.sandbox.push.apple.com",
              "apnsCertificate": "<a certificate for com.example.shop, sandbox>",
              "certificateKey": "<the password>"
            }
          }
        }
      }
    ]
    ```

    It breaks NH101, as every certificate does; a signing key does not.

    ## Remediation

    Move to token authentication, or create a certificate for each environment.

    ### In the Pulumi program

    Each stack file has a certificate of its own. The file in Base64 and its password are secrets of the stack;
    `inspect` judges the file before it is set:

    ```sh
    hubwarden inspect push.p12 --environment production
    base64 -w0 push.p12 | pulumi config set --secret hubwarden:shop-apnsCertificate
    pulumi config set --secret hubwarden:shop-apnsCertificatePassword
    ```

    ## What the fix breaks

    Registrations stay in both hubs. Set the new certificate in the sandbox first; revoke the shared one at
    Apple when neither hub has it any more.
    """
    if apns.certificate is None:
        raise NotApplicable("it has no certificate")
    for name in ctx.twins(apns, _share_a_certificate, _likeness):
        yield Violation(f"environment {name} uses the same certificate", at=f"certificate.{name}")


def _likeness(apns: Apns) -> Likeness:
    certificate = apns.certificate
    if certificate is None:
        return Likeness((), "no certificate")
    name = _name(certificate)
    keys = enumerate((_material(certificate), name, _declared(certificate)))
    return Likeness(tuple(keys), (bool(_inside(certificate)), bool(name), _cause(certificate)))


def _share_a_certificate(apns: Apns, other: Apns) -> bool:
    mine, its = apns.certificate, other.certificate
    if mine is None or its is None:
        return False
    files = (_material(mine), _material(its))
    if None not in files and files[0] == files[1]:
        return True
    # Two files may differ and hold the same certificate; what is in them decides.
    inside = (_inside(mine), _inside(its))
    if None not in inside:
        return inside[0] == inside[1]
    declared = (_declared(mine), _declared(its))
    if None not in declared and declared[0] == declared[1]:
        return True
    names = (_name(mine), _name(its))
    if None not in names:
        return names[0] == names[1]
    raise Undetermined(
        "ApnsCertificate.content",
        "what is in one of the certificates is not known",
        cause=gravest(_cause(mine), _cause(its)),
    )


def _name(certificate: ApnsCertificate) -> str | None:
    """Return the thumbprint by which a certificate certainly differs from others; ``None`` where it is not known.

    A declared thumbprint beside a file may be of another certificate.
    """
    return _inside(certificate) or (_declared(certificate) if _has_no_file(certificate) else None)


def _cause(certificate: ApnsCertificate) -> Cause:
    """Return why it is not known what is in a certificate."""
    try:
        return "not-told" if isinstance(certificate.content, Certificate) else "unclear"
    except Undetermined as why:
        return why.cause


def _material(certificate: ApnsCertificate) -> Secret | None:
    try:
        return certificate.material
    except Undetermined:
        return None


def _declared(certificate: ApnsCertificate) -> str | None:
    try:
        return certificate.thumbprint and certificate.thumbprint.lower()
    except Undetermined:
        return None


def _has_no_file(certificate: ApnsCertificate) -> bool:
    try:
        return certificate.material is None
    except Undetermined:
        return False


def _inside(certificate: ApnsCertificate) -> str | None:
    try:
        content = certificate.content
    except Undetermined:
        return None
    return content.thumbprint.lower() if isinstance(content, Certificate) else None
