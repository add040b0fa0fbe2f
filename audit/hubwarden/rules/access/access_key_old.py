"""Access key old."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden.context import Context
from hubwarden.model.resources import AccessRule
from hubwarden.rule import Severity, Violation, rule


@rule(
    "NH213",
    severity=Severity.LOW,
    since="0.1.0",
    sources=(
        "Microsoft: REST API 2023-10-01-preview, modifiedTime of an access rule",
        "Hubwarden: the baseline says after how many days a key is old",
    ),
    fix="Regenerate the keys of the access rule, the secondary first, and hand them over.",
    hidden_from_pack="when an access rule was changed last",
    fix_kind="rotate",
)
def access_key_old(access_rule: AccessRule, ctx: Context) -> Iterator[Violation]:
    """The keys of an access rule are older than the baseline allows.

    ## Why it matters

    A key works until somebody regenerates it, wherever it was copied in the meantime: to laptops, into
    pipelines, to people who have left. Azure tells when a rule was changed last, and its keys are as old as
    that at the least. They may be older: a change of the rights counts as a change of the rule, so that a
    rule which passes is not proved to have young keys.

    The rule judges where `key_age_days` is set for the environment. A program or a template does not tell
    when a rule was changed: check the live namespace.

    ## Remediation

    Hand the secondary key to the consumer, regenerate the primary, hand that over, and regenerate the
    secondary. So nobody is cut off.
    """
    allowed = ctx.demanded(access_rule, lambda demands: demands.key_age_days)
    days = (ctx.moment - access_rule.modified).days
    if days > allowed:
        yield Violation(
            f"neither it nor a key of it was changed since {access_rule.modified.date()}, which is "
            f"{days} days, and {allowed} are allowed",
            at="modified",
        )
