"""Access rule added."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden.context import Context
from hubwarden.model.change import AccessRuleAdded
from hubwarden.rule import Severity, Violation, rule


@rule(
    "NH702",
    severity=Severity.HIGH,
    since="0.1.0",
    sources=(
        "Microsoft: Notification Hubs security (access policies are the only boundary of the data plane)",
    ),
    fix="Delete the rule, or declare it with the consumer that uses it.",
    fix_kind="take-away",
)
def access_rule_added(change: AccessRuleAdded, _ctx: Context) -> Iterator[Violation]:
    """A namespace or a hub has an access rule that is not declared.

    ## Why it matters

    Access rules are the only boundary of the data plane. A rule that nobody declared has keys that nobody reviewed:
    a quick test in the portal that stayed, or a way back in that somebody left. No declared source says who uses it.

    The rules that Azure makes itself are expected, as long as they have Azure's own rights. Rules of namespaces that
    are not declared are counted in the head of the report and not judged.

    ## Remediation

    Ask who uses the rule (the activity log says who created it), then delete it or declare it with its
    consumer. Deleting a rule ends its keys at once.
    """
    yield Violation(change.sentence, at=change.at_field)
