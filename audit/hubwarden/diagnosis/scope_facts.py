"""Facts of namespaces and hubs that explain what the service answers and are no violation by themselves.

They are judged as rules are, so that a tier that no source tells is unknown and never absent.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Final

from hubwarden import citations
from hubwarden.context import Context, EstateContext
from hubwarden.model.base import Subject, any_holds
from hubwarden.model.credentials import SERVICES
from hubwarden.model.resources import Hub, Namespace
from hubwarden.rule import Rule, Severity, Violation

_SOURCES: Final = (citations.FAQ.on("tiers"), citations.PNS_SETTINGS)


def tier_free(namespace: Namespace, _ctx: Context) -> Iterator[Violation]:
    """A namespace has the tier Free."""
    if namespace.tier == "Free":
        yield Violation("its tier is Free, which ends at 500 devices", at="tier")


def tier_below_standard(namespace: Namespace, _ctx: Context) -> Iterator[Violation]:
    """A namespace has another tier than Standard."""
    if namespace.tier != "Standard":
        yield Violation(
            f"its tier is {namespace.tier}; telemetry, feedback, scheduled sends and bulk jobs need Standard",
            at="tier",
        )


def public_endpoint_closed(namespace: Namespace, _ctx: Context) -> Iterator[Violation]:
    """Nobody reaches a namespace over its public endpoint."""
    if not namespace.public_access:
        yield Violation("public network access is off", at="public_access")


def hub_without_credentials(hub: Hub, ctx: EstateContext) -> Iterator[Violation]:
    """A hub has no credential for any push service, and its namespace has none."""

    def held(service: str) -> bool:
        # A namespace's credentials serve all of its hubs.
        return getattr(hub.credentials, service) is not None

    def shared(service: str) -> bool:
        return getattr(ctx.estate.namespace_of(hub).credentials, service) is not None

    if any_holds(*(partial(test, service) for test in (held, shared) for service in SERVICES)):
        return
    yield Violation(
        "it has no credential for any push service, and its namespace has none", at="credentials"
    )


def _without(service: str, words: str) -> Callable[[Hub, EstateContext], Iterator[Violation]]:
    def check(hub: Hub, ctx: EstateContext) -> Iterator[Violation]:
        # A namespace's credentials serve all of its hubs.
        if getattr(hub.credentials, service) is None and (
            getattr(ctx.estate.namespace_of(hub).credentials, service) is None
        ):
            yield Violation(f"it has no credential for {words}", at=service)

    check.__doc__ = f"A hub has no credential for {words}."
    return check


def _fact(name: str, subject: type[Subject], check: object, fix: str) -> Rule:
    return Rule(
        name,
        Severity.MEDIUM,
        "0.1.0",
        _SOURCES,
        subject,
        check,  # type: ignore[arg-type]
        fix,
        needs_estate=subject is Hub,
    )


SCOPE_FACTS: Final = {
    fact.id: fact
    for fact in (
        _fact(
            "tier-free",
            Namespace,
            tier_free,
            "Change sku to Basic or Standard; registrations are kept.",
        ),
        _fact("tier-below-standard", Namespace, tier_below_standard, "Change sku to Standard."),
        _fact(
            "public-endpoint-closed",
            Namespace,
            public_endpoint_closed,
            "Let devices in: publicNetworkAccess and networkAcls of the namespace.",
        ),
        _fact(
            "hub-without-credentials",
            Hub,
            hub_without_credentials,
            "Set the credential of each push service that the apps use.",
        ),
        *(
            _fact(name, Hub, _without(service, words), f"Set the credential for {words}.")
            for name, service, words in (
                ("no-apns-credential", "apns", "Apple's push service"),
                ("no-fcm-v1-credential", "fcm_v1", "FCM v1"),
                ("no-wns-credential", "wns", "Windows"),
            )
        ),
    )
}
"""The facts by their id, which names what is so."""


def fact_page(fact: Rule) -> str:
    """Return what a fact says, as ``explain`` prints it."""
    sources = "\n".join(f"- {source.title}: {source.address}" for source in fact.sources)
    return (
        f"{fact.id}\n\n{(fact.check.__doc__ or '').strip()} It is a fact that diagnose uses to weigh causes, and no "
        f"rule: nothing is judged by it.\n\nWhere it is the cause: {fact.fix}\n\n{sources}\n"
    )
