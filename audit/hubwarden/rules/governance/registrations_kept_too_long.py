"""Registrations kept too long."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from hubwarden.context import Context
from hubwarden.model.resources import Hub
from hubwarden.rule import Severity, Violation, rule

_FOR_EVER: Final = timedelta(days=36_500)
"""A hundred years: Azure writes "never" as the longest duration that there is."""


@rule(
    "NH610",
    severity=Severity.LOW,
    since="0.1.0",
    sources=(
        "Microsoft: REST API, Create or overwrite an installation (by default it never expires)",
        "Hubwarden: the baseline says how long a registration may stay",
    ),
    fix="Set registrationTtl to at most the number of days that the baseline allows.",
    fix_kind="take-away",
)
def registrations_kept_too_long(hub: Hub, ctx: Context) -> Iterator[Violation]:
    """Registrations of a hub stay longer than the baseline allows.

    ## Why it matters

    A registration holds a device's token and its tags, which often name a user. Without `registrationTtl`
    it never expires: people who have deleted the app stay on file, and they count as devices of the tier.
    Tags are not encrypted at rest.

    The rule judges where `registration_days` is set for the environment.

    ## Remediation

    Set `registrationTtl` to a duration such as `90.00:00:00`, which the SDKs of the apps use. Apps must
    register at every start: a device that does not within that time gets no push until its app is opened
    again.
    """
    allowed = ctx.demanded(hub, lambda demands: demands.registration_days)
    stay = hub.registration_ttl
    if stay is None or stay >= _FOR_EVER:
        yield Violation(
            f"registrations never expire, and {allowed} days are allowed", at="registration_ttl"
        )
    elif stay > timedelta(days=allowed):
        yield Violation(
            f"registrations expire after {stay / timedelta(days=1):g} days, and {allowed} are allowed",
            at="registration_ttl",
        )
