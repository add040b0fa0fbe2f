"""Who asks: a service principal, a workload or managed identity, or the account of ``az``; nobody is prompted."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import gc
import json
import logging
import os
import sys
from collections.abc import Callable, Iterator
from typing import Any, Final

from azure.core.credentials_async import AsyncTokenCredential
from azure.identity.aio import (
    CertificateCredential,
    ClientSecretCredential,
    DefaultAzureCredential,
    WorkloadIdentityCredential,
)

from hubwarden.errors import IncompleteError, UsageError
from hubwarden.sources.azure.az_running import AZ_SECONDS
from hubwarden.sources.azure.azure_clouds import AzureCloud
from hubwarden.sources.azure.azure_uri import GUID

_HINT: Final = (
    "run az login, or set AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET (or "
    "AZURE_CLIENT_CERTIFICATE_PATH, or AZURE_FEDERATED_TOKEN_FILE) of a service principal; a managed "
    "identity needs nothing"
)
_NOISY: Final = ("azure", "msal", "aiohttp", "asyncio")
"""Loggers of the clients, which log requests and what identities answer."""


def trusted_certificates() -> str | bool:
    """Return the file of certificates that the environment names, else whether to verify: always."""
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        if path := os.environ.get(name, "").strip():
            if not os.access(path, os.R_OK):
                raise UsageError(f"the file that {name} names cannot be read")
            return path
    return True


def find_credential(
    cloud: AzureCloud,
    verify: str | bool,  # noqa: FBT001
    seconds: float | None = None,
) -> AsyncTokenCredential:
    """Return what tokens are asked of: what the environment configures, else what is signed in.

    ``seconds`` is how long signing in may take. Raises ``UsageError`` for a certificate that cannot be used.
    """
    environment = os.environ
    options: dict[str, Any] = {
        "authority": cloud.authority,
        "connection_verify": verify,
        "disable_instance_discovery": cloud.custom,
    }
    tenant, client = (
        environment.get(name, "").strip() for name in ("AZURE_TENANT_ID", "AZURE_CLIENT_ID")
    )
    secret = environment.get("AZURE_CLIENT_SECRET", "")
    certificate = environment.get("AZURE_CLIENT_CERTIFICATE_PATH", "")
    token_file = environment.get("AZURE_FEDERATED_TOKEN_FILE", "")
    try:
        if tenant and client and secret:
            return ClientSecretCredential(tenant, client, secret, **options)
        if tenant and client and certificate:
            password = environment.get("AZURE_CLIENT_CERTIFICATE_PASSWORD") or None
            return CertificateCredential(tenant, client, certificate, password=password, **options)
        if tenant and client and token_file:
            return WorkloadIdentityCredential(
                tenant_id=tenant, client_id=client, token_file_path=token_file, **options
            )
    except (ValueError, OSError, TypeError):
        raise UsageError(
            "the service principal that the environment configures cannot be used", hint=_HINT
        ) from None
    return DefaultAzureCredential(
        exclude_environment_credential=True,
        exclude_workload_identity_credential=True,
        exclude_shared_token_cache_credential=True,
        exclude_visual_studio_code_credential=True,
        exclude_developer_cli_credential=True,
        exclude_powershell_credential=True,
        process_timeout=AZ_SECONDS if seconds is None else max(1, int(min(AZ_SECONDS, seconds))),
        **options,
    )


async def who_asks(
    credential: AsyncTokenCredential, cloud: AzureCloud, seconds: float | None = None
) -> str:
    """Sign in and return the principal of the token, in words; ``seconds`` is how long that may take.

    Raises ``UsageError`` where nobody is signed in; nothing of what the identity service says is quoted. Raises
    ``IncompleteError`` where time is up.
    """
    loop = asyncio.get_running_loop()
    began, token = loop.time(), None
    # Whatever goes wrong, its text may quote an answer, and its frames hold what was opened.
    with contextlib.suppress(Exception):
        # A command is ended by who began it, a little earlier.
        async with asyncio.timeout(None if seconds is None else max(seconds, 0) + 1):
            token = await credential.get_token(cloud.scope)
    if token is None and seconds is not None and loop.time() - began > seconds - 1:
        raise IncompleteError(
            "time was up before anybody was signed in to Azure",
            hint="see whether az account get-access-token answers, or give the run more with --timeout SECONDS",
        )
    if token is None:
        raise UsageError("signing in to Azure failed", hint=_HINT)
    claims = _claims(token.token)
    words = {"oid": "principal", "appid": "application", "azp": "application", "tid": "tenant"}
    told = {
        word: str(claims[name])
        for name, word in words.items()
        if GUID.fullmatch(str(claims.get(name, "")))
    }
    return ", ".join(f"{word} {value}" for word, value in told.items()) or (
        "a principal that its token does not tell"
    )


@contextlib.contextmanager
def quiet_clients() -> Iterator[None]:
    """Keep the clients from logging, at every level: their lines may hold answers and addresses."""
    hook = sys.unraisablehook
    sys.unraisablehook = _unless_given_up(hook)
    loggers = [logging.getLogger(name) for name in _NOISY]
    before = [(item.propagate, item.handlers[:]) for item in loggers]
    for item in loggers:
        item.propagate = False
        item.handlers = [logging.NullHandler()]
    try:
        yield
    except Exception:
        # What was given up goes now, while nobody hears of it.
        gc.collect()
        raise
    finally:
        sys.unraisablehook = hook
        for item, (propagate, handlers) in zip(loggers, before, strict=True):
            item.propagate, item.handlers = propagate, handlers


def _unless_given_up(
    hook: Callable[[sys.UnraisableHookArgs], Any],
) -> Callable[[sys.UnraisableHookArgs], Any]:
    """Return a hook that says nothing of commands that were given up: their pipes outlive the event loop."""

    def tell(told: sys.UnraisableHookArgs) -> None:
        if str(told.exc_value) != "Event loop is closed":
            hook(told)

    return tell


def _claims(token: str) -> dict[str, Any]:
    """Return what a token says of its principal; nothing where it is not a JSON web token."""
    try:
        _, body, _ = token.split(".")
        claims = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    except (ValueError, UnicodeDecodeError):
        return {}
    return claims if isinstance(claims, dict) else {}
