"""Namespace and hub credentials differ."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from functools import partial
from typing import Any, Final

from hubwarden import citations
from hubwarden.azure_changes import PUT_HUB
from hubwarden.context import EstateContext
from hubwarden.model.base import Subject, Undetermined, all_hold
from hubwarden.model.credentials import SERVICES
from hubwarden.model.resources import Hub
from hubwarden.rule import Severity, Violation, in_turn, rule

_NOT_SENT: Final = frozenset(
    (
        *("id", "origin", "unknown", "later", "causes"),
        *("in_clear", "placeholders", "missing", "symbols", "content"),
    )
)
"""Fields of a credential that say something about it and are no part of it."""


@rule(
    "NH128",
    severity=Severity.HIGH,
    since="0.1.0",
    sources=(
        citations.REST_API.on(
            "pnsCredentials of a namespace and of a hub; no document says which of the two a hub uses"
        ),
        citations.FAQ.on("credentials of a namespace"),
    ),
    fix="Keep one of the two credentials and remove the other.",
    fix_kind="take-away",
    changes=(PUT_HUB,),
)
def namespace_and_hub_credentials_differ(hub: Hub, ctx: EstateContext) -> Iterator[Violation]:
    """A namespace and its hub have different credentials for one push service.

    ## Why it matters

    The credentials of a namespace serve all of its hubs. Microsoft does not document which one is used if
    the hub has its own: pushes may go out under the name of another app, or with a key that was withdrawn.

    ## Bad example

    ```json
    [
      {
        "type": "Microsoft.NotificationHubs/namespaces",
        "name": "shop-ns",
        "properties": {
          "pnsCredentials": {
            "wnsCredential": {
              "properties": {"packageSid": "ms-app://s-1-15-2-1", "secretKey": "[parameters('wnsSecret')]"}
            }
          }
        }
      },
      { // another package than the namespace's
        "type": "Microsoft.NotificationHubs/namespaces/notificationHubs",
        "name": "shop-ns/shop",
        "properties": {
          "wnsCredential": {
            "properties": {"packageSid": "ms-app://s-1-15-2-9", "secretKey": "[parameters('wnsSecret')]"}
          }
        }
      }
    ]
    ```

    ## Good example

    ```json
    [
      {
        "type": "Microsoft.NotificationHubs/namespaces",
        "name": "shop-ns",
        "properties": {
          "pnsCredentials": {
            "wnsCredential": {
              "properties": {"packageSid": "ms-app://s-1-15-2-1", "secretKey": "[parameters('wnsSecret')]"}
            }
          }
        }
      },
      {
        "type": "Microsoft.NotificationHubs/namespaces/notificationHubs",
        "name": "shop-ns/shop",
        "properties": {}
      }
    ]
    ```

    ## Remediation

    Keep the credential where it belongs: at the hub where each app has its own, at the namespace where
    all hubs share one.

    ### In the Pulumi program

    The program gives credentials to hubs alone, so that one at the namespace was set by another hand: take that
    one away, or the app's (`wns`, `apns`, `fcmV1`).

    ## What the fix breaks

    Pushes go out with the credential that stays. Devices of an app that only the removed credential served are
    not reached any more: compare package, bundle id or project before.
    """
    yield from in_turn(*(_service(hub, service, ctx) for service in SERVICES))


def _service(hub: Hub, service: str, ctx: EstateContext) -> Iterator[Violation]:
    def held_by_namespace() -> Any:
        return getattr(ctx.estate.namespace_of(hub).credentials, service)

    def held_by_hub() -> Any:
        return getattr(hub.credentials, service)

    if not all_hold(
        lambda: held_by_hub() is not None,
        lambda: held_by_namespace() is not None,
    ):
        return
    if not _equal(held_by_hub(), held_by_namespace()):
        name = ctx.estate.namespace_of(hub).id.name
        yield Violation(
            f"it has another credential for {service} than its namespace {name}", at=service
        )


def _equal(mine: Any, its: Any) -> bool:
    """Tell whether two credentials are equal: also where their unknown values have equal names."""
    try:
        return _same(mine, its)
    except Undetermined:
        of_one_source = mine.origin.source == its.origin.source
        if of_one_source and mine.symbols and mine.symbols == its.symbols:
            return True
        raise


def _same(mine: Any, its: Any) -> bool:
    """Tell whether two credentials are equal in all that is sent."""
    if isinstance(mine, Subject) and type(mine) is type(its):
        names = [field.name for field in fields(mine) if field.name not in _NOT_SENT]
        return all_hold(*(partial(_same_field, mine, its, name) for name in names))
    return bool(mine == its)


def _same_field(mine: Subject, its: Subject, name: str) -> bool:
    return _same(getattr(mine, name), getattr(its, name))
