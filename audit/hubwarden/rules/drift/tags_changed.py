"""Tags changed."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden.context import Context
from hubwarden.model.change import TagsChanged
from hubwarden.rule import Severity, Violation, rule


@rule(
    "NH716",
    severity=Severity.INFO,
    since="0.1.0",
    sources=("Microsoft: Use tags to organize your Azure resources",),
    fix="Deploy the declared tags again, or declare those that are live.",
)
def tags_changed(change: TagsChanged, _ctx: Context) -> Iterator[Violation]:
    """The live tags of a namespace or a hub are not the declared ones.

    ## Why it matters

    Costs, alerts and policies go by tags, and other tools write them. A changed tag is worth knowing and seldom a
    fault. Whether the tags that are demanded are there is judged by another rule.

    Values of tags are not shown, because people keep keys in them.

    ## Remediation

    Declare the tags that other tools write, or allow them: `field: "*.tags"` under `drift.allowed`.
    """
    yield Violation(change.sentence, at=change.at_field)
