"""A replacement for the command ``az``, for programs that read the account it is signed in with.

``install`` writes a script ``az`` that answers ``az account show`` and ``az account get-access-token`` in the form
of the Azure CLI, without a network. The script runs this module with ``python -m``.
"""

from __future__ import annotations

import argparse
import shlex
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import msgspec

from hubwarden_local_azure.identity import tokens
from hubwarden_local_azure.tenant import ADMINISTRATOR, Principal, Subscription, Tenant

_ACCOUNT: Final = "account.json"
_DEFAULT: Final = "https://management.core.windows.net/"
_SIGNED_OUT: Final = "ERROR: Please run 'az login' to setup account."


class _Account(msgspec.Struct):
    tenant: str
    subscriptions: list[tuple[str, str]]
    """Pairs of id and name; the first is the default."""
    principal: Principal | None
    cloud: str


def install(
    folder: Path,
    tenant: Tenant,
    principal: Principal | None = ADMINISTRATOR,
    *,
    subscriptions: Sequence[Subscription] | None = None,
    cloud: str = "AzureCloud",
) -> Path:
    """Write the command and its account into a folder, which must then be first on PATH; return the command.

    With ``principal`` ``None`` nobody is signed in. The first subscription is the default one.
    """
    folder.mkdir(parents=True, exist_ok=True)
    held = tenant.subscriptions if subscriptions is None else subscriptions
    who = principal and replace(principal, secret="", certificate=b"")  # neither may be in a file
    account = _Account(tenant.id, [(item.id, item.name) for item in held], who, cloud)
    file = folder / _ACCOUNT
    file.write_bytes(msgspec.json.encode(account))
    command = folder / "az"
    words = (sys.executable, "-m", __name__, str(file.resolve()))
    command.write_text(f'#!/bin/sh\nexec {shlex.join(words)} "$@"\n')
    command.chmod(0o700)
    return command


def main(arguments: Sequence[str]) -> int:
    """Answer one command; the first argument is the file of the account."""
    options = _options(arguments[1:])
    account = msgspec.json.decode(Path(arguments[0]).read_bytes(), type=_Account)
    if account.principal is None or not account.subscriptions:
        print(_SIGNED_OUT, file=sys.stderr)  # noqa: T201
        return 1
    found = _subscription(account, options.subscription)
    if found is None:
        name = options.subscription
        print(  # noqa: T201
            f"ERROR: Subscription '{name}' not found. Check the spelling and casing and try again.",
            file=sys.stderr,
        )
        return 1
    show = options.command == "show"
    body = _shown(account, *found) if show else _token(account, found[0], options)
    print(msgspec.json.format(msgspec.json.encode(body), indent=2).decode())  # noqa: T201
    return 0


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="az")
    groups = parser.add_subparsers(required=True)
    account = groups.add_parser("account").add_subparsers(dest="command", required=True)
    for name in ("show", "get-access-token"):
        command = account.add_parser(name)
        command.add_argument("--output", "-o", choices=["json"], default="json")
        command.add_argument("--subscription", "--name", "-n", "-s", default="")
        if name != "show":
            command.add_argument("--resource", default="")
            command.add_argument("--scope", default="")
            command.add_argument("--tenant", "-t", default="")
    return parser.parse_args(arguments)


def _subscription(account: _Account, wish: str) -> tuple[str, str] | None:
    for id, name in account.subscriptions:
        if not wish or wish.lower() in {id.lower(), name.lower()}:
            return id, name
    return None


def _shown(account: _Account, id: str, name: str) -> dict[str, Any]:
    principal = account.principal or ADMINISTRATOR
    user = principal.kind == "User"
    return {
        "environmentName": account.cloud,
        "homeTenantId": account.tenant,
        "id": id,
        "isDefault": id == account.subscriptions[0][0],
        "managedByTenants": [],
        "name": name,
        "state": "Enabled",
        "tenantId": account.tenant,
        "user": {
            "name": principal.name if user else principal.application,
            "type": "user" if user else "servicePrincipal",
        },
    }


def _token(account: _Account, subscription: str, options: argparse.Namespace) -> dict[str, Any]:
    now = time.time()
    audience = options.resource or options.scope.removesuffix("/.default") or _DEFAULT
    principal = account.principal or ADMINISTRATOR
    expires = int(now) + tokens.LIFETIME
    local = datetime.fromtimestamp(expires, UTC).astimezone().replace(tzinfo=None)
    return {
        "accessToken": tokens.issue(principal, Tenant(account.tenant), audience, now),
        "expiresOn": local.isoformat(" ", "microseconds"),
        "expires_on": expires,
        "subscription": subscription,
        "tenant": account.tenant,
        "tokenType": "Bearer",
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
