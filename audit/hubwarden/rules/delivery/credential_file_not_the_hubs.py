"""Credential file not the hubs."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from hubwarden import citations
from hubwarden.azure_changes import PATCH_HUB
from hubwarden.context import Context
from hubwarden.credential_files.kinds import (
    Certificate,
    KeyFacts,
    Problem,
    ServiceAccount,
    SigningKey,
    VapidKeys,
)
from hubwarden.model.base import Undetermined, value_or_none
from hubwarden.model.credential_file import CredentialFile
from hubwarden.model.credentials import Apns, Browser, FcmV1
from hubwarden.rule import Severity, Violation, rule

_Comparison = Callable[[], str | None]


@rule(
    "NH810",
    severity=Severity.HIGH,
    since="0.1.0",
    sources=(
        citations.APPLE_TOKEN.on("key id and team id"),
        citations.FCM_AUTHORIZATION.on("the file of a service account"),
    ),
    changes=(PATCH_HUB,),
    fix="Set the hub's credential from this file, or name the file that the hub's credential is from.",
    needs=("hub",),
    hidden_from_pack="a credential file",
)
def credential_file_not_the_hubs(file: CredentialFile, _ctx: Context) -> Iterator[Violation]:
    """A credential file that is named beside a hub is not what the hub holds.

    ## Why it matters

    A valid file proves nothing if the hub holds another key, or the same key under another key id, team,
    app or project: Apple and Google then refuse the hub's pushes.

    The rule compares the key id in the name of a .p8 file, if it has one; the public half of a key; the
    thumbprint, the team and the bundle identifier of a certificate; the project and the address of a
    service account. If the hub's source does not contain a value, it is undetermined.

    ## Bad example

    With AuthKey_ABC123DEFG.p8 beside it:

    ```json
    {
      "type": "Microsoft.NotificationHubs/namespaces/notificationHubs",
      "name": "shop-ns/shop",
      "properties": {
        "apnsCredential": {
          "properties": {
            "endpoint": "https://api.push.apple.com:443/3/device",
            "token": "[parameters('apnsToken')]",
            "keyId": "ZYX987WVUT", // the file is AuthKey_ABC123DEFG.p8
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
            "token": "[parameters('apnsToken')]",
            "keyId": "ABC123DEFG",
            "appId": "TEAM123456",
            "appName": "com.example.shop"
          }
        }
      }
    }
    ```

    ## Remediation

    Set all fields of the hub's credential from one file: the one that you keep.

    ### In the Pulumi program

    ```yaml
    config:
      hubwarden:apps:
        shop:
          platforms: [ios]
          apns: {mode: token, keyId: ABC123DEFG, teamId: TEAM123456, bundleId: com.example.shop}
    ```

    ## What the fix breaks

    Pushes go out with the key of the file from then on. If the hub held the right one and the file is old, they
    stop: ask Apple's developer account which of the two is still listed. Registrations stay.
    """
    unclear: list[Undetermined] = []
    for compare in _comparisons(file):
        try:
            different = compare()
        except Undetermined as why:
            unclear.append(why)
            continue
        if different is not None:
            yield Violation(different, at="content")
    if unclear:
        raise unclear[0]


def _comparisons(file: CredentialFile) -> tuple[_Comparison, ...]:
    content = file.content
    if isinstance(content, SigningKey):
        return _of_key(content, file.apns)
    if isinstance(content, Certificate):
        return _of_certificate(content, file.apns)
    if isinstance(content, ServiceAccount):
        return _of_account(content, file.fcm_v1)
    return _of_vapid(content, file.browser)


def _of_key(content: SigningKey, apns: Apns | None) -> tuple[_Comparison, ...]:
    token = None if apns is None else apns.token
    if token is None:
        return (lambda: "the hub holds no token signing key for Apple's push service",)

    def key_id() -> str | None:
        if content.key_id is None and _other_key(content.key, token.content) is None:
            return None  # It is the hub's key, whatever the file is called.
        own = _told(content.key_id, "key id: the file's name does not tell it")
        return _differ("key id", own, token.key_id)

    return key_id, lambda: _other_key(content.key, token.content)


def _of_certificate(content: Certificate, apns: Apns | None) -> tuple[_Comparison, ...]:
    held = None if apns is None else apns.certificate
    if held is None:
        return (lambda: "the hub holds no certificate for Apple's push service",)

    def thumbprint() -> str | None:
        known = value_or_none(held, "thumbprint")
        if known is None:
            if isinstance(held.content, Problem):
                raise Undetermined(
                    "ApnsCertificate.content", "the hub's certificate cannot be read"
                )
            known = held.content.thumbprint
        return _differ("thumbprint", content.thumbprint, known)

    def bundle_id() -> str | None:
        own = {*content.alert_topics, *filter(None, [content.bundle_id])}
        if not own or held.bundle_id is None:
            return None
        if held.bundle_id.lower() in {name.lower() for name in own}:
            return None
        return f"it is for {' and '.join(sorted(own))}, the hub's is for {held.bundle_id}"

    return thumbprint, bundle_id


def _of_account(content: ServiceAccount, fcm: FcmV1 | None) -> tuple[_Comparison, ...]:
    if fcm is None:
        return (lambda: "the hub holds no credential for FCM v1",)

    def project() -> str | None:
        if fcm.project_id.isdigit():
            raise Undetermined("FcmV1.project_id", "the hub names a project by its number")
        own = _told(content.project_id, "project: the file does not tell it")
        return _differ("project", own, fcm.project_id)

    def address() -> str | None:
        own = _told(content.client_email, "address: the file does not tell it")
        return _differ("address", own, fcm.client_email)

    return project, address, lambda: _other_key(content.key, fcm.content)


def _of_vapid(content: VapidKeys, browser: Browser | None) -> tuple[_Comparison, ...]:
    if browser is None:
        return (lambda: "the hub holds no credential for browsers",)

    def key() -> str | None:
        held = browser.content
        if isinstance(held, Problem) or not held.public_digest or not content.public_digest:
            raise Undetermined("Browser.content", "a public key is not well-formed")
        if held.public_digest == content.public_digest:
            return None
        return "its public key is another than the hub's"

    return (key,)


def _told(own: str | None, reason: str) -> str:
    """Return a value of the file; raises ``Undetermined`` with a reason where there is none."""
    if not own:
        raise Undetermined("CredentialFile.content", reason)
    return own


def _differ(what: str, own: str, held: str | None) -> str | None:
    """Say how the file's value differs from the hub's; a hub without one differs, too."""
    if held is not None and own.lower() == held.lower():
        return None
    return f"its {what} is {own}, the hub's is {held or 'not set'}"


def _other_key(own: KeyFacts | None, held: SigningKey | KeyFacts | Problem) -> str | None:
    facts = held.key if isinstance(held, SigningKey) else held
    if own is None or not own.public_digest:
        raise Undetermined("CredentialFile.content", "the file's key cannot be read")
    if facts is None or isinstance(facts, Problem) or not facts.public_digest:
        raise Undetermined("CredentialFile.content", "the hub's key cannot be read")
    return None if facts.public_digest == own.public_digest else "its key is another than the hub's"
