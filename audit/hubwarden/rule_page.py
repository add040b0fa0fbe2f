"""The documentation page of a rule: its docstring, and what follows from its declaration."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from typing import Final

from hubwarden.azure_changes import AzureChange
from hubwarden.citation import Citation
from hubwarden.model.change import Change
from hubwarden.model.credentials import Credential
from hubwarden.model.telemetry import HubTelemetry
from hubwarden.rule import FixKind, Rule
from hubwarden.severity import Severity

WHY: Final = "Why it matters"
BAD: Final = "Bad example"
GOOD: Final = "Good example"
REMEDIATION: Final = "Remediation"
BREAKS: Final = "What the fix breaks"
SECTIONS: Final = (WHY, BAD, GOOD, REMEDIATION, BREAKS)
"""The sections that the docstring of a rule must have, in order; the others are generated."""

_BREAKS: Final[dict[FixKind, str]] = {
    "set": "Nobody loses access, and no hub or namespace is replaced.",
    "hand-over": "Nobody, if every consumer has its new key before the old one stops working. No hub or namespace is "
    "replaced.",
    "rotate": "Whoever still uses the exposed key or credential loses access when it is replaced. No hub or namespace is "
    "replaced.",
    "take-away": "Whoever relies on what is taken away loses it. No hub or namespace is replaced.",
    "replace": "A hub or namespace is replaced: all its registrations are lost, and a device is reached again only after "
    "its app has registered anew.",
}
"""What a kind of fix costs others; the page's own text says who they are."""

_HEADING: Final = re.compile(r"^## (.*)$", re.MULTILINE)

_RESOURCES: Final = {
    "Namespace": "shop-ns",
    "Hub": "shop-ns/shop",
    "ApnsToken": "shop-ns/shop",
    "ApnsCertificate": "shop-ns/shop",
    "ApiVersion": "shop-ns/shop",
    "PlannedChange": "shop-ns/shop",
    "AccessRule": "shop-ns/shop/orders",
    "Stack": "program:prod",
    "Build": "app.ipa",
    "CredentialFile": "push.p12",
    "HubTelemetry": "shop-ns/shop",
}
"""How the example of a waiver names its resource, by the kind of subject; other kinds by their whole id."""


def sections(rule: Rule) -> dict[str, str]:
    """Return the sections of a rule's docstring by their headings, Markdown."""
    _, *parts = _HEADING.split(rule.page)
    return {head: text.strip() for head, text in zip(parts[::2], parts[1::2], strict=True)}


def page(rule: Rule) -> str:
    """Return the whole page, Markdown."""
    names = ", ".join(f"`{slug}`" for slug in rule.former_slugs)
    former = f" Former name, still accepted: {names}." if names else ""
    return (
        f"# {rule.id} {rule.slug}\n\n{rule.title}.\n\n"
        f"Severity: {rule.severity.word}. Topic: {rule.topic}. Judges: {rule.subject.__name__}. "
        f"{_from(rule)}.{former}\n\n"
        f"Fix: {rule.fix}\n\n{details(rule)}\n"
    )


def details(rule: Rule) -> str:
    """Return the page without its head, Markdown."""
    return "\n\n".join(f"## {head}\n\n{text}" for head, text in _all_sections(rule))


def with_az(rule: Rule) -> str:
    """Return how to make the fix with az, Markdown."""
    if not rule.changes:
        return _folded(_without_request(rule))
    commands = "\n".join(_command(change) for change in rule.changes)
    named = f"\n\n{_CHANGE}" if _has_body(rule) else ""
    return f"```sh\n{commands}\n```{named}"


def with_rest(rule: Rule) -> str:
    """Return how to make the fix with REST, Markdown."""
    if not rule.changes:
        return _folded(_without_request(rule))
    requests = "\n".join(map(_request, rule.changes))
    words = [_BODY] if _has_body(rule) else []
    words += dict.fromkeys(change.caution for change in rule.changes if change.caution)
    return "\n\n".join([f"```http\n{requests}\n```", *map(_folded, words)])


def breaks(rule: Rule) -> str:
    """Return who loses what through the fix, and whether something is replaced, Markdown."""
    return f"{_folded(_BREAKS[rule.fix_kind])}\n\n{sections(rule).get(BREAKS, '')}".strip()


def waiver(rule: Rule) -> str:
    """Return how to waive one finding of a rule for some time, Markdown."""
    if issubclass(rule.subject, Change):
        return _folded(_NO_WAIVER)
    lead = _CRITICAL if rule.severity is Severity.CRITICAL else _LEAD
    return f"{_folded(lead)}\n\n```yaml\n{waiver_example(rule)}```\n\n{_folded(_MORE)}"


def waiver_example(rule: Rule) -> str:
    """Return an example file of waivers with a waiver for a rule, YAML."""
    return (
        "version: 1\n"
        "waivers:\n"
        f"  - rule: {rule.id}\n"
        f"    resource: {_resource(rule)}\n"
        "    reason: Why it has to wait.\n"
        "    owner: push-team@example.com\n"
        "    ticket: PUSH-214\n"
        "    expires: 2026-12-31\n"
    )


_NO_REQUEST: Final = "No request to Azure does it: what is wrong stands in files."
_AS_THE_CAUSE_SAYS: Final = (
    "Counts show that something is wrong, and not what: `hubwarden diagnose SOURCE` names the rule that proves the cause, "
    "whose page has the request."
)
_BODY: Final = (
    "The body is the resource of the good example without `type` and `name`, with the values themselves in place of "
    "`[parameters(...)]` and of what stands in angle brackets."
)
_CHANGE: Final = "`change.json` holds the body that REST sends, see below."
_LEAD: Final = "Answer for one resource until a day, in `policies/waivers.yaml`:"
_CRITICAL: Final = (
    "Put it right instead: what is critical harms users or gives access away from the first day on. If the fix needs some "
    "days, answer for these, in `policies/waivers.yaml`:"
)
_MORE: Final = (
    "`resource` is a namespace, a hub or an access rule as the report prints it, and of anything else its whole id, which "
    "json has as `subject`. The finding is still counted and listed, and is back after the last day. "
    "What could not be judged cannot be waived. More: docs/waivers.md."
)
_NO_WAIVER: Final = (
    "Undo the change or declare it. A waiver of a difference would cover every value that the field takes later; to "
    "leave this one difference as it is, write it down as known with `hubwarden known write` (docs/known.md)."
)


def _all_sections(rule: Rule) -> Iterator[tuple[str, str]]:
    written = sections(rule)
    for head, text in written.items():
        if head == REMEDIATION and BREAKS in written:
            yield (
                head,
                f"{text}\n\n### With az\n\n{with_az(rule)}\n\n### With REST\n\n{with_rest(rule)}",
            )
        elif head == BREAKS:
            yield head, breaks(rule)
        else:
            yield head, text
    yield "How to except it for a while", waiver(rule)
    yield "Sources", "\n".join(f"- {_line(source)}" for source in rule.sources) or "None is named."


def _from(rule: Rule) -> str:
    return f"From: {rule.declared_at}" if rule.declared_at else f"Since: {rule.since}"


def _without_request(rule: Rule) -> str:
    return _AS_THE_CAUSE_SAYS if rule.subject is HubTelemetry else _NO_REQUEST


def _folded(text: str) -> str:
    return textwrap.fill(text, 112, break_long_words=False, break_on_hyphens=False)


def _has_body(rule: Rule) -> bool:
    return any(change.method in ("PATCH", "PUT") for change in rule.changes)


def _request(change: AzureChange) -> str:
    request = f"{change.method} https://management.azure.com{change.url}"
    return f"{request}\n\n{change.body}" if change.body else request


def _command(change: AzureChange) -> str:
    body = " --body @change.json" if change.method in ("PATCH", "PUT") else ""
    if change.body:
        body = f" --body '{change.body}'"
    return f'az rest --method {change.method.lower()}{body} --url \\\n  "{change.url}"'


def _resource(rule: Rule) -> str:
    if issubclass(rule.subject, Credential):
        return _RESOURCES["Hub"]
    return _RESOURCES.get(rule.subject.__name__, "<the id that --format json has as subject>")


def _line(source: Citation) -> str:
    if not source.address.startswith("https:"):
        return f"{source.words}, {source.address}"
    return f"[{source.title}]({source.address})" + (f": {source.part}" if source.part else "")
