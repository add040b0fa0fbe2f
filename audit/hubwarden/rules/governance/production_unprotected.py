"""Production unprotected."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden import citations
from hubwarden.azure_changes import PUT_LOCK
from hubwarden.context import EstateContext
from hubwarden.model.base import Undetermined, first
from hubwarden.model.related import locks_on
from hubwarden.model.resources import Hub, Namespace
from hubwarden.rule import NotApplicable, Severity, Violation, in_turn, rule


@rule(
    "NH601",
    severity=Severity.HIGH,
    since="0.1.0",
    sources=(
        citations.LOCKS,
        citations.PROTECT,
        citations.RETAIN,
        citations.HIGH_AVAILABILITY.on("registrations cannot be restored"),
    ),
    changes=(PUT_LOCK,),
    fix="Add a CanNotDelete lock on the namespace; in Pulumi also protect and retain_on_delete on namespace and hubs.",
)
def production_unprotected(namespace: Namespace, ctx: EstateContext) -> Iterator[Violation]:
    """A namespace that must not be lost is not protected from deletion.

    ## Why it matters

    Registrations go with the namespace and cannot be restored: every device is out of reach until its app
    registers again. A rename in a program deletes and creates anew. A lock stops every tool; Pulumi's own
    protection reports the problem before anything is changed.

    ## Bad example

    ```yaml
    config:
      hubwarden:lock: false # one wrong click, and all devices are out of reach
    ```

    ## Good example

    ```yaml
    config:
      hubwarden:lock: true
    ```

    ## Remediation

    Add a management lock `CanNotDelete` on the namespace or its resource group. In a Pulumi program set
    `protect` and `retain_on_delete` on the namespace and on each hub.

    ### In the Pulumi program

    A stack of production is protected and locked unless its settings say otherwise:

    ```yaml
    config:
      hubwarden:lock: true
    ```

    ## What the fix breaks

    Whoever has to delete or replace the namespace must take the lock away first, which needs Owner or User Access
    Administrator. Settings can still be changed.
    """
    if ctx.environment(namespace).lock != "required":
        raise NotApplicable("its environment does not require protection")
    # What some sources never tell comes last: where that is accepted, the rest must still be told.
    yield from in_turn(
        _unlocked(namespace, ctx),
        _unclear_hubs(namespace, ctx),
        _unprotected(namespace, ctx, "protect", "protected"),
        _unprotected(namespace, ctx, "retain_on_delete", "retained on delete"),
    )


def _unlocked(namespace: Namespace, ctx: EstateContext) -> Iterator[Violation]:
    if not locks_on(ctx.estate, namespace):
        yield Violation("no lock refuses its deletion", at="lock")


def _unclear_hubs(namespace: Namespace, ctx: EstateContext) -> Iterator[Violation]:
    yield from ()
    # A hub whose namespace is not known may be in this one, and then it must be kept, too.
    unclear = [hub for hub in ctx.estate.hubs_of(namespace) if hub.namespace != namespace.id]
    if unclear:
        item = min(unclear, key=lambda hub: (hub.namespace.later, hub.id.name))
        reason = f"hub {item.id.name} may be in this namespace"
        raise Undetermined(
            "Hub.namespace", reason, later=item.namespace.later or namespace.id.later
        )


def _unprotected(
    namespace: Namespace, ctx: EstateContext, field: str, words: str
) -> Iterator[Violation]:
    hubs = (hub for hub in ctx.estate.hubs_of(namespace) if hub.namespace == namespace.id)
    kept: tuple[Namespace | Hub, ...] = (namespace, *hubs)
    unclear: Undetermined | None = None
    for subject in kept:
        try:
            if getattr(subject, field) is False:
                what, at = _named(subject, namespace, field)
                yield Violation(f"{what} is not {words} in Pulumi", at=at)
        except Undetermined as why:
            unclear = first(unclear, why)
    if unclear is not None:
        raise unclear


def _named(subject: Namespace | Hub, namespace: Namespace, field: str) -> tuple[str, str]:
    if subject is namespace:
        return "it", field
    return f"hub {subject.id.name}", f"{field}.{subject.id.name}"
