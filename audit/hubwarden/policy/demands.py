"""What a baseline can say: its shape, as data."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import Annotated, Literal

from msgspec import Meta, Struct

from hubwarden.facts import Concern
from hubwarden.model.source_info import Kind
from hubwarden.unknown import Cause

Right = Literal["Listen", "Send", "Manage"]
Tier = Literal["Free", "Basic", "Standard"]
SeverityWord = Literal["info", "low", "medium", "high", "critical"]
Demand = Literal["required", "optional"]
Text = Annotated[str, Meta(min_length=1, pattern=r"\S")]
RuleId = Annotated[str, Meta(pattern=r"^NH[1-9]\d\d$")]


class Match(Struct, frozen=True, forbid_unknown_fields=True):
    """How to recognise an environment. Patterns know ``*`` and ``?``; letter case does not matter."""

    stacks: tuple[Text, ...] = ()
    subscriptions: tuple[Text, ...] = ()
    resource_groups: tuple[Text, ...] = ()
    names: tuple[Text, ...] = ()
    """Patterns for the name of a namespace or hub."""


class SwitchedOff(Struct, frozen=True, forbid_unknown_fields=True):
    """A rule that an environment does without."""

    rule: RuleId
    reason: Text


class BuildFiles(Struct, frozen=True, forbid_unknown_fields=True):
    """Files of a build that a hub must be able to reach."""

    hub: Text
    """Pattern for the name of the hub."""
    files: tuple[Text, ...]
    """An .ipa, a profile, entitlements, a google-services.json, or folders with them; named from the
    folder of the baseline."""


class Lowered(Struct, frozen=True, forbid_unknown_fields=True):
    """A severity below a rule's own, and why."""

    severity: SeverityWord
    reason: Text


class Environment(Struct, frozen=True, forbid_unknown_fields=True):
    """What one environment demands."""

    kind: Literal["production", "sandbox"]
    """Whether real users' registrations are at stake."""
    apns: Literal["production", "sandbox"]
    """The side of Apple's service that its builds use; TestFlight and ad-hoc use production."""
    match: Match = Match()
    aliases: tuple[Text, ...] = ()
    """Further words for this environment in tags and settings."""
    tiers: tuple[Tier, ...] = ("Free", "Basic", "Standard")
    telemetry: Demand = "optional"
    """Per-message telemetry and feedback of the push services; only Standard has them."""
    operational_logs: Demand = "optional"
    log_retention_days: Annotated[float, Meta(ge=0)] | None = None
    """For how many days operational logs must stay, at the least; without a number any time will do."""
    metrics_export: Demand = "optional"
    alerts: tuple[Concern, ...] = ()
    alert_ceilings: dict[Concern, Annotated[float, Meta(ge=0)]] = {}
    """The greatest threshold with which an alert on a concern counts."""
    public_rights: tuple[Right, ...] = ("Listen", "Send", "Manage")
    """Rights that may work from every public address."""
    widest_ipv4: Annotated[int, Meta(ge=0, le=32)] = 16
    """As many public addresses as one range with this prefix has may have a further right: 16 stands for
    65536 addresses in all ranges together, 0 for any number."""
    widest_ipv6: Annotated[int, Meta(ge=0, le=128)] = 32
    """The same for IPv6, whose ranges are counted by themselves."""
    devices: Literal["outside", "inside"] = "outside"
    """Whether all devices are in a network of their own, so that they need no public endpoint."""
    device_roles: tuple[Text, ...] = ("device",)
    """Roles of consumers that run on devices."""
    zone_redundancy: Demand = "optional"
    regions_without_zones: tuple[Text, ...] = ()
    """Patterns for regions in which zone redundancy is not demanded."""
    lock: Demand = "optional"
    """A delete lock, and protection by Pulumi where the source is Pulumi."""
    tags: tuple[Text, ...] = ()
    key_readers: tuple[Text, ...] = ()
    """Patterns for the object ids of who may have a role that lists keys or reads credentials."""
    roles: dict[Text, tuple[Right, ...]] = {}
    """The rights that each role may have."""
    role_needs: dict[Text, tuple[Right, ...]] = {}
    """The rights without which a role cannot do its work."""
    severities: dict[RuleId, SeverityWord | Lowered] = {}
    """The severity of a rule here. One below the rule's own needs a reason."""
    switched_off: tuple[SwitchedOff, ...] = ()
    builds: tuple[BuildFiles, ...] = ()
    """Builds that are released for this environment."""


class ConsumerPattern(Struct, frozen=True, forbid_unknown_fields=True):
    """The role of an access rule, by the rule's name; it wins over what a stack claims."""

    rule: Text
    role: Text


class Accepted(Struct, frozen=True, forbid_unknown_fields=True):
    """Something that a source cannot tell, and that is accepted in writing."""

    rule: Annotated[str, Meta(pattern=r"^(NH[1-9]\d\d|\*)$")]
    """A rule; every rule, ``*``, only with the cause ``not-asked``."""
    source: Text
    field: Text
    reason: Text
    cause: Cause | None = None
    """Why it is not known; left out, it is that the source does not tell it. What was read and is
    ``unclear``, a ``conflict`` and the like are accepted only where that is written here."""


class AllowedChange(Struct, frozen=True, forbid_unknown_fields=True):
    """A field that operators may change while a hub runs: a difference in it is no violation."""

    field: Text
    """A pattern for the field (``Hub.registration_ttl``, ``Alert.*``, ``Lock.removed``)."""
    reason: Text
    environment: Text | None = None
    """The environment in which they may; left out, in all."""


class Drift(Struct, frozen=True, forbid_unknown_fields=True):
    """What may differ between what is declared and what is live."""

    allowed: tuple[AllowedChange, ...] = ()


class Provided(Struct, frozen=True, forbid_unknown_fields=True):
    """Something that is made outside the sources of the audit."""

    kind: Kind
    source: Text
    reason: Text


class Baseline(Struct, frozen=True, forbid_unknown_fields=True):
    """What an organisation demands."""

    version: Literal[1]
    extends: Literal["default", "nothing"] = "default"
    environments: dict[Text, Environment] = {}
    consumers: tuple[ConsumerPattern, ...] = ()
    accepted: tuple[Accepted, ...] = ()
    provided_elsewhere: tuple[Provided, ...] = ()
    drift: Drift = Drift()

    def why_allowed(self, field: str, environment: str | None) -> str | None:
        """Return why operators may change a field in an environment; ``None`` where they may not."""
        for item in self.drift.allowed:
            if matches(item.field, field) and item.environment in (None, environment):
                return item.reason
        return None


def severity_word(given: SeverityWord | Lowered) -> SeverityWord:
    """Return the severity that an entry sets, with a reason or without one."""
    return given.severity if isinstance(given, Lowered) else given


def matches(pattern: str, text: str) -> bool:
    """Tell whether a pattern of the baseline fits a text."""
    return fnmatchcase(text.lower(), pattern.lower())
