"""The role that reads what ``azure:`` reads: each permission that the table of calls names, and no other."""

from __future__ import annotations

from typing import Any, Final

from hubwarden.sources.azure.call_table import CALLS

SEEING_SUBSCRIPTIONS: Final = "Microsoft.Resources/subscriptions/read"
"""What Resource Graph needs to answer for a subscription."""
READING_CREDENTIALS: Final = "Microsoft.NotificationHubs/*/pnsCredentials/action"
"""Both calls for push credentials. The one on a namespace is not in the service's list of operations, and
Azure refuses a role that names an action which no list has; a pattern that covers one of them is taken."""
NAMES: Final = {
    False: "Hubwarden auditor",
    True: "Hubwarden auditor of credentials",
}
"""What the role is called, by whether it reads push credentials."""


_HOSTS: Final = {
    "management": "",
    "metrics": "https://{region}.metrics.monitor.azure.com",
    "logs": "https://api.loganalytics.io",
    "registrations": "https://{namespace}.servicebus.windows.net",
}
"""Where each service is in the public cloud; without a host it is Resource Manager."""


def permissions(*, with_credentials: bool = False) -> tuple[str, ...]:
    """Return the actions that reading takes, in the order of the alphabet."""
    plain = [call for call in CALLS if not call.secret]
    needed = {name for call in plain for name in (call.permission, call.also) if name}
    further = {SEEING_SUBSCRIPTIONS, *([READING_CREDENTIALS] if with_credentials else [])}
    return tuple(sorted(needed | further, key=str.lower))


def role(*, with_credentials: bool = False) -> dict[str, Any]:
    """Return the role as ``az role definition create`` takes it; its scopes are for the reader to fill in."""
    what = "the push credentials, too" if with_credentials else "no key and no credential"
    return {
        "Name": NAMES[with_credentials],
        "IsCustom": True,
        "Description": f"Reads what hubwarden check and diagnose azure: judge: {what}. Changes nothing.",
        "Actions": list(permissions(with_credentials=with_credentials)),
        "NotActions": [],
        "DataActions": [],
        "NotDataActions": [],
        "AssignableScopes": ["/subscriptions/00000000-0000-0000-0000-000000000000"],
    }


def table() -> str:
    """Return the calls as a table, Markdown."""
    rows = "\n".join(
        f"| {call.what} | {call.method} | `{_HOSTS[call.service]}{call.path}` | {call.version or '-'} "
        f"| {call.per} | {' and '.join(f'`{name}`' for name in (call.permission, call.also) if name) or 'none'}"
        f"{' (only with `--with-credentials`)' if call.secret else ''} |"
        for call in CALLS
    )
    return (
        "| what it reads | method | path | api-version | once for each | permission |\n"
        f"| --- | --- | --- | --- | --- | --- |\n{rows}\n"
    )
