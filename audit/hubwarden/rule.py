"""What a rule is: its declaration, and what it may yield and raise."""

from __future__ import annotations

import inspect
import re
import typing
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final, Literal

from hubwarden.azure_changes import AzureChange
from hubwarden.citation import Citation
from hubwarden.model.base import Elsewhere, Subject, Undetermined
from hubwarden.model.build import Build
from hubwarden.model.change import Change
from hubwarden.model.telemetry import HubTelemetry
from hubwarden.severity import Severity as Severity  # noqa: PLC0414 - rules import it from here


@dataclass(frozen=True, slots=True)
class Violation:
    """What a rule found wrong with its subject."""

    message: str
    """What is wrong, with the facts, in one sentence; never contains a secret."""
    at: str = ""
    """The wrong field of the subject (dotted for parts of it); empty for the whole subject."""


class NotApplicable(Exception):
    """Raised by a rule that has nothing to judge in a subject."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def in_turn(*parts: Iterator[Violation]) -> Iterator[Violation]:
    """Yield what all parts of a rule find, and only then raise what they could not determine.

    So a fact that is not known never hides a certain violation or another unknown. ``Undetermined`` is raised
    before ``Elsewhere``: "provided elsewhere" does not settle a fact that is not known.
    """
    unclear: list[Undetermined] = []
    elsewhere: Elsewhere | None = None
    for part in parts:
        try:
            yield from part
        except Undetermined as why:
            unclear += [why.again(), *why.others]
        except Elsewhere as why:
            elsewhere = elsewhere or why
    if unclear:
        first, *others = sorted(unclear, key=lambda why: why.later)
        first.others = tuple(others)
        raise first
    if elsewhere is not None:
        raise elsewhere


Check = Callable[[Any, Any], Iterator[Violation]]
"""The function of a rule: it takes the subject and the context, and yields violations."""

Need = Literal["hub", "environment", "hub or environment"]
"""What must be known besides a file: the hub that uses it, the environment that it is for."""

FixKind = Literal["set", "hand-over", "rotate", "take-away", "replace"]
"""What a fix costs those who rely on the present state.

``set`` costs nobody anything; ``hand-over`` gives a consumer another key; ``rotate`` replaces a key or a credential
that was exposed; ``take-away`` removes a right, a rule, a network path or a credential; ``replace`` creates a hub
or a namespace anew, which loses every registration.
"""

TOPICS: Final = {
    "1": "credentials",
    "2": "access",
    "3": "environments",
    "4": "network",
    "5": "telemetry",
    "6": "governance",
    "7": "drift",
    "8": "delivery",
}
"""Topic by the first digit of a rule's id; it is also the name of the rule's folder."""

_ID = re.compile(r"NH[1-9]\d\d")


@dataclass(frozen=True, slots=True)
class Rule:
    """One demand: its id, what it judges, how, and its page."""

    id: str
    severity: Severity
    since: str
    """The version that introduced the rule; empty for an organisation's own rule."""
    sources: tuple[Citation, ...]
    """The documents that the demand comes from."""
    subject: type[Subject]
    check: Check
    fix: str
    """What to change, in one sentence."""
    needs_estate: bool
    """Whether the rule looks at other resources besides the judged one."""
    needs: tuple[Need, ...] = ()
    """What ``inspect`` must know before it runs this rule."""
    hidden_from_pack: str = ""
    """What the rule needs and a policy pack never sees, in words; empty where a pack can judge it."""
    former_slugs: tuple[str, ...] = ()
    """Former names, which are accepted wherever the user names a rule."""
    fix_kind: FixKind = "set"
    """What the fix costs those who rely on the present state; a plan is ordered by it."""
    changes: tuple[AzureChange, ...] = ()
    """The requests to Azure that repair the finding; none where the cause is in files."""
    declared_at: str = ""
    """The file and line of an organisation's own rule; empty for Hubwarden's rules."""

    @property
    def slug(self) -> str:
        """The readable name, which names the bad pattern."""
        return self.check.__name__.replace("_", "-")

    @property
    def slugs(self) -> tuple[str, ...]:
        """The readable name, and the former ones."""
        return (self.slug, *self.former_slugs)

    @property
    def topic(self) -> str:
        """The topic of the rule, which is its folder; ``own`` for an organisation's own rule."""
        return "own" if self.declared_at else TOPICS[self.id[2]]

    @property
    def title(self) -> str:
        """One sentence that says what is wrong."""
        return self.page.partition("\n")[0].rstrip(".")

    @property
    def page(self) -> str:
        """The docstring: the rule's documentation page in Markdown."""
        return inspect.cleandoc(self.check.__doc__ or "")


def rule(
    id: str,
    *,
    severity: Severity,
    since: str,
    sources: tuple[Citation, ...],
    fix: str,
    needs: tuple[Need, ...] = (),
    hidden_from_pack: str = "",
    former_slugs: tuple[str, ...] = (),
    fix_kind: FixKind = "set",
    changes: tuple[AzureChange, ...] = (),
) -> Callable[[Check], Rule]:
    """Declare a rule. The first annotation of the function is the kind of its subject, the second how much it
    needs to know (``Context`` or ``EstateContext``).

    ``needs`` is what ``inspect`` must know before it runs the rule. ``hidden_from_pack`` names what the rule
    needs and a policy pack never sees (a pack sees nothing of builds). ``former_slugs`` are former names, which
    commands, waivers and the configuration of the pack accept for a while. ``fix_kind`` is what the fix costs
    those who rely on the present state, ``changes`` the requests to Azure that it takes.

    Raises ``TypeError`` at import where a declaration is incomplete, with file and line.
    """

    def declare(check: Check) -> Rule:
        code = check.__code__
        place = f"{code.co_filename}:{code.co_firstlineno}"
        if not _ID.fullmatch(id) or id[2] not in TOPICS:
            raise TypeError(f"{place}: {id!r} is not a rule id")
        if not check.__doc__ or not sources or not fix:
            raise TypeError(f"{place}: {id} needs a docstring, sources and a fix")
        hints = typing.get_type_hints(check)
        subject, context = (
            hints.get(name) for name in (*inspect.signature(check).parameters, "", "")[:2]
        )
        if not (isinstance(subject, type) and issubclass(subject, Subject)):
            raise TypeError(f"{place}: the first parameter of {id} is not annotated with a subject")
        needs_estate = getattr(context, "sees_estate", None)
        if not isinstance(needs_estate, bool):
            raise TypeError(
                f"{place}: the second parameter of {id} is not annotated with a context"
            )
        hidden = "a build" if subject is Build else hidden_from_pack
        if issubclass(subject, Change | HubTelemetry):
            hidden = "what is live in Azure"
        return Rule(
            id,
            severity,
            since,
            sources,
            subject,
            check,
            fix,
            needs_estate,
            needs,
            hidden,
            former_slugs,
            fix_kind,
            changes,
        )

    return declare
