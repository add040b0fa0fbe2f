"""Push credentials of an estate as bodies of Resource Manager.

An estate holds no secret. Where the caller has the value it is used; else one is made that has the same
facts: a certificate for the same app and the same side of Apple's service, say. Secrets that are equal in
the estate stay equal.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, Final

from hubwarden.commands.demonstration import made_up_keys
from hubwarden.commands.demonstration.made_up_keys import PushCertificate
from hubwarden.commands.demonstration.told_fields import Notes
from hubwarden.credential_files.kinds import Certificate
from hubwarden.facts import ADM_ACCESS_URL, APNS_ENDPOINTS, ApnsMode
from hubwarden.model.base import Undetermined
from hubwarden.model.credentials import (
    Adm,
    Apns,
    ApnsCertificate,
    ApnsToken,
    Baidu,
    Browser,
    Credentials,
    FcmLegacy,
    FcmV1,
    Mpns,
    Wns,
    Xiaomi,
)
from hubwarden.secret import Secret

Values = Mapping[tuple[str, str], str]
"""Secret values that the caller knows, by the id of their hub or namespace in lower case and their member:
``("/subscriptions/...", "apnsCredential.token")``."""

MADE: Final = "push credentials: keys and certificates are made for this run, and open nothing"
_BOTH_SIDES: Final = ("production", "sandbox")


class CredentialBodies:
    """Makes the bodies of push credentials; within one estate, equal secrets get one value."""

    def __init__(self, notes: Notes, values: Values) -> None:
        self._notes = notes
        self._values = values
        self._made: dict[tuple[str, Secret], Any] = {}
        self._holder = ""
        self._writers: Mapping[str, tuple[str, Callable[..., dict[str, Any]]]] = {
            "apns": ("apnsCredential", self._apns),
            "fcm_v1": ("fcmV1Credential", self._fcm_v1),
            "fcm_legacy": ("gcmCredential", self._fcm_legacy),
            "wns": ("wnsCredential", self._wns),
            "mpns": ("mpnsCredential", self._mpns),
            "adm": ("admCredential", self._adm),
            "baidu": ("baiduCredential", self._baidu),
            "browser": ("browserCredential", self._browser),
            "xiaomi": ("xiaomiCredential", self._xiaomi),
        }

    def of(self, credentials: Credentials | None) -> dict[str, Any]:
        """Return the properties that hold the credentials of a hub or a namespace."""
        if credentials is None:
            return {}
        self._holder = str(credentials.id).lower()
        found = {}
        for service, (member, write) in self._writers.items():
            credential = self._notes.optional(credentials, service)
            if credential is not None:
                body = write(credential, member)
                given = {name: value for name, value in body.items() if value not in (None, "")}
                found[member] = {"properties": given}
        return found

    def _secret(
        self, credential: Any, field: str, member: str, make: Callable[[], Any] = made_up_keys.word
    ) -> Any:
        """Return the caller's value for a secret, or else one that is made."""
        known = self._values.get((self._holder, member))
        if known is not None:
            return known
        secret = None
        with suppress(Undetermined, AttributeError):  # The model keeps no certificate of MPNS.
            secret = getattr(credential, field)
            if secret is None:
                return None
        self._notes.made_up[MADE] += 1
        if not isinstance(secret, Secret):
            return make()
        kind = make.__name__
        if (kind, secret) not in self._made:
            self._made[kind, secret] = make()
        return self._made[kind, secret]

    def _apns(self, apns: Apns, member: str) -> dict[str, Any]:
        token = self._notes.optional(apns, "token")
        certificate = self._notes.optional(apns, "certificate")
        mode: ApnsMode = "token" if token is not None else "certificate"
        body = {"endpoint": self._notes.value(apns, "endpoint", APNS_ENDPOINTS[mode, "production"])}
        if isinstance(token, ApnsToken):
            value = self._notes.value
            body |= {
                "token": self._secret(token, "key", f"{member}.token", made_up_keys.signing_key),
                "keyId": value(token, "key_id", "0000000000"),
                "appId": value(token, "team_id", "0000000000"),
                "appName": value(token, "bundle_id", "example.app"),
            }
        if isinstance(certificate, ApnsCertificate):
            body |= self._apns_certificate(certificate, member)
        return body

    def _apns_certificate(self, certificate: ApnsCertificate, member: str) -> dict[str, Any]:
        known = self._values.get((self._holder, f"{member}.apnsCertificate"))
        if known is not None:
            return {
                "apnsCertificate": known,
                "certificateKey": self._values.get((self._holder, f"{member}.certificateKey")),
            }
        facts: Any = None
        bundle: Any = None
        with suppress(Undetermined):
            facts = certificate.content
        with suppress(Undetermined):
            bundle = certificate.bundle_id

        def push_certificate() -> PushCertificate:
            if isinstance(facts, Certificate):
                return made_up_keys.push_certificate(
                    facts.bundle_id or bundle or "example.app",
                    facts.environments,
                    team_id=facts.team_id or "",
                    not_after=facts.not_after,
                )
            return made_up_keys.push_certificate(bundle or "example.app", _BOTH_SIDES)

        made: PushCertificate = self._secret(certificate, "material", "", push_certificate) or (
            push_certificate()
        )
        return {
            "apnsCertificate": made.container,
            "certificateKey": made.password,
            "thumbprint": made.thumbprint,
        }

    def _fcm_v1(self, item: FcmV1, member: str) -> dict[str, Any]:
        key = self._secret(item, "private_key", f"{member}.privateKey", made_up_keys.account_key)
        project = self._notes.value(item, "project_id", "example-project")
        email = self._notes.value(item, "client_email", None)
        return {
            "projectId": project,
            "clientEmail": email or f"push@{project}.iam.gserviceaccount.com",
            "privateKey": key,
        }

    def _fcm_legacy(self, item: FcmLegacy, member: str) -> dict[str, Any]:
        return {
            "googleApiKey": self._secret(item, "api_key", f"{member}.googleApiKey"),
            "gcmEndpoint": self._notes.optional(item, "endpoint"),
        }

    def _wns(self, item: Wns, member: str) -> dict[str, Any]:
        return {
            "packageSid": self._notes.optional(item, "package_sid"),
            "secretKey": self._secret(item, "secret_key", f"{member}.secretKey"),
            "windowsLiveEndpoint": self._notes.optional(item, "token_url"),
        }

    def _mpns(self, item: Mpns, member: str) -> dict[str, Any]:
        return {
            "thumbprint": self._notes.value(item, "thumbprint", None) or "0" * 40,
            "mpnsCertificate": self._secret(item, "material", f"{member}.mpnsCertificate"),
            "certificateKey": self._secret(item, "password", f"{member}.certificateKey"),
        }

    def _adm(self, item: Adm, member: str) -> dict[str, Any]:
        return {
            "clientId": self._notes.value(item, "client_id", None) or "example",
            "clientSecret": self._secret(item, "client_secret", f"{member}.clientSecret") or "none",
            "authTokenUrl": self._notes.value(item, "token_url", None) or ADM_ACCESS_URL,
        }

    def _baidu(self, item: Baidu, member: str) -> dict[str, Any]:
        return {
            "baiduApiKey": self._secret(item, "api_key", f"{member}.baiduApiKey") or "none",
            "baiduSecretKey": self._secret(item, "secret_key", f"{member}.baiduSecretKey")
            or "none",
            "baiduEndPoint": self._notes.value(item, "endpoint", None) or "https://example.com",
        }

    def _browser(self, item: Browser, member: str) -> dict[str, Any]:
        subject = self._notes.value(item, "subject", None) or "mailto:push@example.com"
        known = self._values.get((self._holder, f"{member}.vapidPrivateKey"))
        public = self._notes.optional(item, "public_key")
        if known is None or not public:
            public, known = made_up_keys.browser_keys()
            self._notes.made_up[MADE] += 1
        return {"subject": subject, "vapidPublicKey": public, "vapidPrivateKey": known}

    def _xiaomi(self, item: Xiaomi, member: str) -> dict[str, Any]:
        return {
            "appSecret": self._secret(item, "app_secret", f"{member}.appSecret"),
            "endpoint": self._notes.optional(item, "endpoint"),
        }
