"""Checks the settings of a stack: their shape, and whether they fit together.

The checks refuse what is malformed and what Azure would refuse. What Azure accepts and a policy forbids is allowed
here: the auditor judges it, and otherwise nobody could adopt an existing hub. All checks look at the values as they
were read, so that one mistake does not hide another. No message quotes a value.
"""

import ipaddress
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

import msgspec

from hubwarden.facts import RIGHTS
from hubwarden.shape_checking import Mistake, Words, found_at, mistakes, nearest
from hubwarden_pulumi.app_keys import SECRETS
from hubwarden_pulumi.names import Names
from hubwarden_pulumi.stack_file import ProviderKeys, StackKeys
from hubwarden_pulumi.stack_file_values import Prefix, Range

KNOWN: Final = tuple(field.encode_name for field in msgspec.structs.fields(StackKeys))
"""The settings of a stack without the secrets."""

PROVIDER: Final = "azure-native"
"""The prefix of the provider's settings."""

_WORDS: Final = Words("is not a setting", missing_at_key=True)
_NEEDED_BY_TOKEN: Final = ("keyId", "teamId", "bundleId")
NEEDS: Final[Mapping[tuple[str, str], tuple[str, ...]]] = {
    ("apns", "token"): ("apnsToken",),
    ("apns", "certificate"): ("apnsCertificate", "apnsCertificatePassword"),
    ("fcmV1", ""): ("fcmPrivateKey",),
    ("fcmLegacy", ""): ("fcmLegacyKey",),
    ("wns", ""): ("wnsSecretKey",),
    ("mpns", ""): ("mpnsCertificate", "mpnsCertificateKey"),
}
"""The secrets that a push service needs, by the service's key in an app and its mode."""


def settings_mistakes(
    written: Mapping[str, Any],
    provider: Mapping[str, Any],
    names: Names,
    lack: Callable[[str], str | None],
) -> Iterator[Mistake]:
    """Yield every mistake in the settings of a stack and of its provider.

    ``names`` are made from the prefix in the settings. ``lack`` returns, for the key of a secret that is not set,
    what the user has to do; ``None`` where it is set.
    """
    secrets = secret_keys(written)
    for key in written:
        if key not in KNOWN and key not in secrets:
            yield Mistake((key,), "is not a setting" + nearest(key, [*KNOWN, *secrets]))
    yield from mistakes({key: written[key] for key in KNOWN if key in written}, StackKeys, _WORDS)
    yield from _provider(written, provider)
    yield from _apps(written, lack)
    yield from _surroundings(written)
    yield from _names(written, provider, names)


def secret_keys(written: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the keys of all secrets that the apps may have; one that is not needed may stay, for a later
    change back.
    """
    apps = written.get("apps")
    names = list(apps) if isinstance(apps, dict) else [key.rpartition("-")[0] for key in written]
    return tuple(f"{name}-{secret}" for name in names if name for secret in SECRETS)


def _provider(written: Mapping[str, Any], provider: Mapping[str, Any]) -> Iterator[Mistake]:
    """Yield the mistakes in the provider's settings, which have a prefix of their own."""
    needed = ["location"] if "keyVaultId" in written else ["location", "tenantId"]
    given = {key: provider[key] for key in needed if key in provider}
    for path, message in mistakes(given, ProviderKeys, _WORDS):
        yield Mistake((f"{PROVIDER}:{path[0]}",), message)
    if "tenantId" in needed and "tenantId" not in given:
        yield Mistake((f"{PROVIDER}:tenantId",), "is missing")


def _apps(written: Mapping[str, Any], lack: Callable[[str], str | None]) -> Iterator[Mistake]:
    for path, app in found_at(written, ("apps", "*")):
        if not isinstance(app, dict):
            continue
        apns = app.get("apns")
        given = apns if isinstance(apns, dict) else {}
        mode = given.get("mode")
        if mode == "token":
            lacking = [key for key in _NEEDED_BY_TOKEN if key not in given]
            yield from (Mistake((*path, "apns", key), "is missing") for key in lacking)
        for (service, needed_mode), needed in NEEDS.items():
            if isinstance(app.get(service), dict) and needed_mode in ("", mode):
                keys = [f"{path[1]}-{secret}" for secret in needed]
                yield from (Mistake((key,), why) for key in keys if (why := lack(key)))
    for path, rights in found_at(written, ("apps", "*", "consumers", "*", "rights")):
        if (
            isinstance(rights, list)
            and "Manage" in rights
            and any(right not in rights for right in RIGHTS)
        ):
            yield Mistake(path, "Azure gives Manage only together with Listen and Send")


def _surroundings(written: Mapping[str, Any]) -> Iterator[Mistake]:
    for who in ("backends", "tools"):
        for path, text in found_at(written, ("network", who, "*")):
            if not mistakes(text, Range) and not _is_range(text):
                yield Mistake(path, "must be an address range (CIDR)")
    for section, existing, without, why in (
        (
            "logs",
            "storageAccountId",
            "retentionDays",
            "an existing storage account keeps its own rules",
        ),
        ("alerts", "actionGroupId", "email", "an existing action group keeps its own receivers"),
    ):
        keys = written.get(section)
        if isinstance(keys, dict) and existing in keys and without in keys:
            yield Mistake((section, without), why)


def _names(
    written: Mapping[str, Any], provider: Mapping[str, Any], names: Names
) -> Iterator[Mistake]:
    given = written.get("logs")
    logs = given if isinstance(given, dict) else {"enabled": False}
    own_storage = logs.get("enabled") is not False and "storageAccountId" not in logs
    if not mistakes(written.get("prefix"), Prefix) and names.refused(own_storage=own_storage):
        yield Mistake(
            ("prefix",),
            "with this stack's name it makes a name that Azure refuses (a namespace has 6 to 50 "
            "lower-case letters, digits and single hyphens, a storage account at most 24)",
        )
    vault, own = written.get("keyVaultId"), provider.get("subscriptionId")
    parts = vault.split("/") if isinstance(vault, str) else []
    if own is not None and len(parts) == _PARTS_OF_AN_ID and parts[2].lower() != own.lower():
        yield Mistake(("keyVaultId",), "must be in the subscription that the stack deploys to")


_PARTS_OF_AN_ID: Final = 9
"""The number of parts in the id of a vault, including the empty one before the first slash."""


def _is_range(text: str) -> bool:
    try:
        ipaddress.ip_network(text, strict=False)
    except ValueError:
        return False
    return True
