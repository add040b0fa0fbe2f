"""Entra ID's token endpoint for applications: with a secret, a certificate or a federated token.

Sources: "Microsoft identity platform and the OAuth 2.0 client credentials flow", "Workload identity federation",
"Microsoft Entra authentication and authorization error codes". Of a federated token, issuer, subject, audience and
time are checked; its signature is not, because its issuer is not available here.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import parse_qsl

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from hubwarden_local_azure.answers import Answer, Request
from hubwarden_local_azure.identity import tokens
from hubwarden_local_azure.tenant import Principal, Tenant

_CONFIGURATION: Final = "/v2.0/.well-known/openid-configuration"
_TOKEN: Final = "/oauth2/v2.0/token"  # noqa: S105  # A path.
_ASSERTION: Final = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_EXCHANGE: Final = "api://AzureADTokenExchange"
_ANY_TENANT: Final = frozenset({"common", "organizations"})
_PADDINGS: Final[Mapping[str, padding.AsymmetricPadding]] = {
    "RS256": padding.PKCS1v15(),
    "PS256": padding.PSS(padding.MGF1(hashes.SHA256()), padding.PSS.DIGEST_LENGTH),
}


class _Refused(Exception):
    """A refusal; its message quotes only ids."""

    def __init__(self, status: int, error: str, code: int, message: str) -> None:
        super().__init__(message)
        self.status, self.error, self.code, self.message = status, error, code, message


def answer(request: Request, tenant: Tenant, url: str, now: float) -> Answer | None:
    """Answer a request for a tenant's endpoint configuration or for a token; ``None`` for any other."""
    first, _, rest = request.path.strip("/").partition("/")
    if f"/{rest}" not in {_CONFIGURATION, _TOKEN}:
        return None
    try:
        _judge_tenant(first, tenant)
        if f"/{rest}" == _CONFIGURATION:
            return Answer(200, _configuration(tenant, url))
        form = dict(parse_qsl(request.body.decode("latin-1")))
        return Answer(200, _token(form, tenant, url, now))
    except _Refused as error:
        body = {
            "error": error.error,
            "error_description": f"AADSTS{error.code}: {error.message}",
            "error_codes": [error.code],
        }
        return Answer(error.status, body)


def _judge_tenant(name: str, tenant: Tenant) -> None:
    if name.lower() not in {tenant.id.lower(), *_ANY_TENANT}:
        raise _Refused(400, "invalid_request", 90002, f"Tenant '{name}' not found.")


def _configuration(tenant: Tenant, url: str) -> dict[str, Any]:
    base = f"{url}/{tenant.id}"
    return {
        "issuer": f"{base}/v2.0",
        "authorization_endpoint": f"{base}/oauth2/v2.0/authorize",
        "token_endpoint": f"{base}{_TOKEN}",
        "device_authorization_endpoint": f"{base}/oauth2/v2.0/devicecode",
        "token_endpoint_auth_methods_supported": ["client_secret_post", "private_key_jwt"],
        "response_types_supported": ["code"],
        "subject_types_supported": ["pairwise"],
        "id_token_signing_alg_values_supported": ["RS256"],
    }


def _token(form: Mapping[str, str], tenant: Tenant, url: str, now: float) -> dict[str, Any]:
    if form.get("grant_type") != "client_credentials":
        raise _Refused(400, "unsupported_grant_type", 70003, "The grant type is not supported.")
    scope = form.get("scope", "")
    if not scope.endswith("/.default") or " " in scope:
        raise _Refused(400, "invalid_scope", 1002012, "The scope is not valid: it needs /.default.")
    client = form.get("client_id", "")
    principal = _application(tenant, client)
    if "client_assertion" in form:
        if form.get("client_assertion_type") != _ASSERTION:
            raise _Refused(400, "invalid_request", 900144, "client_assertion_type is missing.")
        _judge_assertion(form["client_assertion"], principal, f"{url}/{tenant.id}{_TOKEN}", now)
    else:
        given, held = form.get("client_secret", ""), principal.secret
        if not held or not hmac.compare_digest(given.encode(), held.encode()):
            raise _Refused(
                401,
                "invalid_client",
                7000215,
                f"Invalid client secret provided for app '{client}'.",
            )
    audience = scope.removesuffix("/.default")
    return {
        "token_type": "Bearer",
        "expires_in": tokens.LIFETIME,
        "ext_expires_in": tokens.LIFETIME,
        "access_token": tokens.issue(principal, tenant, audience, now),
    }


def _application(tenant: Tenant, client: str) -> Principal:
    for principal in tenant.principals:
        if principal.kind == "ServicePrincipal" and principal.application.lower() == client.lower():
            return principal
    raise _Refused(
        400,
        "unauthorized_client",
        700016,
        f"Application with identifier '{client[:36]}' was not found in the directory.",
    )


def _judge_assertion(assertion: str, principal: Principal, endpoint: str, now: float) -> None:
    claims = tokens.claims_of(assertion)
    expires = claims.get("exp")
    if not isinstance(expires, int | float) or expires < now:
        raise _Refused(401, "invalid_client", 700024, "Client assertion is not within its time.")
    if claims.get("iss") == claims.get("sub") == principal.application:
        if claims.get("aud") != endpoint:
            raise _Refused(401, "invalid_client", 700023, "The assertion's audience is not valid.")
        if not _signed(assertion, principal.certificate):
            raise _Refused(
                401, "invalid_client", 700027, "The certificate is not registered on the app."
            )
        return
    if (claims.get("iss"), claims.get("sub")) != principal.federated:
        raise _Refused(
            401, "invalid_client", 700213, "No matching federated identity record was found."
        )
    if claims.get("aud") not in (_EXCHANGE, [_EXCHANGE]):
        raise _Refused(401, "invalid_client", 700212, "The federated token's audience is wrong.")


def _signed(assertion: str, certificate: bytes) -> bool:
    content, _, signature = assertion.rpartition(".")
    scheme = _PADDINGS.get(str(tokens.header_of(assertion).get("alg")))
    if scheme is None or not certificate:
        return False
    key = x509.load_pem_x509_certificate(certificate).public_key()
    if not isinstance(key, rsa.RSAPublicKey):
        return False
    try:
        key.verify(tokens.decode(signature), content.encode(), scheme, hashes.SHA256())
    except InvalidSignature:
        return False
    return True
