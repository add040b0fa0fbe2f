"""Production unprotected."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden.context import EstateContext
from hubwarden.model.base import Undetermined
from hubwarden.model.resources import Hub, Namespace
from hubwarden.rule import NotApplicable, Severity, Violation, rule


@rule(
    "NH601",
    severity=Severity.HIGH,
    since="0.1.0",
    sources=(
        "Microsoft: Lock your resources to protect your infrastructure",
        "Pulumi: resource options protect and retainOnDelete",
        "Microsoft: Notification Hubs high availability (registrations cannot be restored)",
    ),
    fix="Add a CanNotDelete lock on the namespace; in Pulumi also protect and retain_on_delete on namespace and hubs.",
)
def production_unprotected(namespace: Namespace, ctx: EstateContext) -> Iterator[Violation]:
    """A namespace that must not be lost is not protected from deletion.

    ## Why it matters

    Registrations go with the namespace and cannot be restored: every device is out of reach until its app
    registers again. A rename in a program deletes and creates anew. A lock stops every tool; Pulumi's own
    protection tells before anything is touched.

    ## Remediation

    Add a management lock `CanNotDelete` on the namespace or its resource group. In a Pulumi program set
    `protect` and `retain_on_delete` on the namespace and on each hub.
    """
    if ctx.environment(namespace).lock != "required":
        raise NotApplicable("its environment does not require protection")
    hubs = [hub for hub in ctx.estate.hubs if hub.namespace == namespace.id]
    kept: tuple[Namespace | Hub, ...] = (namespace, *hubs)
    for subject in kept:
        if subject.protect is False:
            what, at = _named(subject, namespace, "protect")
            yield Violation(f"{what} is not protected in Pulumi", at=at)
    if not ctx.estate.locks_on(namespace):
        yield Violation("no lock refuses its deletion", at="lock")
    for hub in ctx.estate.hubs:
        # A hub whose namespace is not known may be in this one, and then it must be kept, too.
        if hub.namespace != namespace.id and hub.namespace.may_contain(namespace.id):
            raise Undetermined("Hub.namespace", f"hub {hub.id.name} may be in this namespace")
    # Last, because there are sources that never tell it, and what is certain is said before.
    for subject in kept:
        if subject.retain_on_delete is False:
            what, at = _named(subject, namespace, "retain_on_delete")
            yield Violation(f"{what} is not retained on delete in Pulumi", at=at)


def _named(subject: Namespace | Hub, namespace: Namespace, field: str) -> tuple[str, str]:
    if subject is namespace:
        return "it", field
    return f"hub {subject.id.name}", f"{field}.{subject.id.name}"
