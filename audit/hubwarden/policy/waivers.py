"""Waivers: findings that somebody takes responsibility for until a given day."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from posixpath import normpath
from typing import Annotated, Literal

from msgspec import Struct

from hubwarden.policy.environment_demands import RuleId, Text, key
from hubwarden.policy.resource_patterns import has_symbol, is_about, key_of, keys_of


class Waiver(Struct, frozen=True, forbid_unknown_fields=True):
    """Who takes responsibility for the findings of a rule about a resource, why, and until when."""

    rule: Annotated[RuleId, key("The id of the rule whose findings are waived.", "NH602")]
    resource: Annotated[
        Text,
        key(
            "The resource by its name in the report (namespace/hub), by its whole id, or by a pattern for either.",
            "lindenmarkt-prod-ns/shop",
        ),
    ]
    reason: Annotated[
        Text, key("Why the finding may stay; reports show it.", "The old app goes in March.")
    ]
    owner: Annotated[Text, key("Who takes responsibility.", "push-team@lindenmarkt.example")]
    ticket: Annotated[Text, key("The ticket that plans the repair.", "PUSH-214")]
    expires: Annotated[date, key("The last day on which the waiver holds, in UTC.", "2026-12-31")]
    environment: Annotated[
        Text | None,
        key(
            "The environment that the waiver is limited to. Without it, it holds in every environment; for a resource "
            "with a symbol, only where none is known.",
            "production",
        ),
    ] = None
    source: Annotated[
        Text | None,
        key(
            "The source that the waiver is limited to, as the report names it. A resource with a symbol needs it.",
            "template:azuredeploy.json",
        ),
    ] = None

    def holds_for(self, environment: str | None, source: str) -> bool:
        """Tell whether it applies in this environment and to this source, whatever the resource is."""
        if self.source is not None and _spelled(self.source) != _spelled(source):
            return False
        if self.environment is None:
            return environment is None or not has_symbol(self.resource)
        return environment == self.environment


class WaiverFile(Struct, frozen=True, forbid_unknown_fields=True):
    """The keys of a file of waivers."""

    version: Annotated[Literal[1], key("The version of this format.", 1)]
    waivers: Annotated[tuple[Waiver, ...], key("The waivers.")] = ()


@dataclass(frozen=True, slots=True)
class Waivers:
    """The waivers of a run, and the file that they came from."""

    items: tuple[Waiver, ...] = ()
    file: str = ""
    """The name of the file in messages; empty where there is none."""
    digest: str = ""
    """SHA-256 over the file, hexadecimal."""
    _by_key: dict[tuple[str, str | None], list[Waiver]] = field(
        init=False, default_factory=dict, repr=False
    )
    """Waivers by rule and key of the resource (``key_of``); ``None`` is the key of patterns."""

    def __post_init__(self) -> None:
        for item in self.items:
            self._by_key.setdefault((item.rule, key_of(item.resource)), []).append(item)

    def about(self, rule: str, id: str, environment: str | None, source: str) -> Waiver | None:
        """Return the waiver for a rule and a resource id, in an environment and a source.

        Of several, the one that ends last counts.
        """
        if not self.items:
            return None
        found = [
            item
            for key in (None, *keys_of(id))
            for item in self._by_key.get((rule, key), ())
            if is_about(item.resource, id) and item.holds_for(environment, source)
        ]
        return max(found, key=lambda item: item.expires, default=None)


def _spelled(source: str) -> str:
    """Return a source in one spelling: without ``./``, and with slashes alone."""
    scheme, colon, rest = source.partition(":")
    return f"{scheme}{colon}{normpath(rest.replace(chr(92), '/'))}" if rest else source
