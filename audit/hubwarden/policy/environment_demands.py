"""What a baseline can say of one environment: its keys, their values and what they mean."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

from msgspec import Meta, Struct

from hubwarden.facts import Concern
from hubwarden.metrics.figures import STANDARD, FigureName

Right = Literal["Listen", "Send", "Manage"]
Tier = Literal["Free", "Basic", "Standard"]
SeverityWord = Literal["info", "low", "medium", "high", "critical"]
Demand = Literal["required", "optional"]
Text = Annotated[
    str,
    Meta(min_length=1, pattern=r"\S", extra={"says": "needs a text, not blanks alone"}),
]
OWN_RULE_ID: Final = "(?!NH[0-9])[A-Z]{2,10}[0-9]{3}"
"""The id of a rule of an organisation's own, as a pattern."""
RULE_ID: Final = f"(NH[1-9][0-9][0-9]|{OWN_RULE_ID})"
"""The id of any rule, as a pattern."""
RuleId = Annotated[
    str,
    Meta(pattern=f"^{RULE_ID}$(?!\\n)", extra={"says": "must be the id of a rule, such as NH202"}),
]

NOT_INHERITED: Final = ("match", "aliases", "builds", "extends")
"""Keys that say which resources belong to an environment; an environment that extends it does not inherit them."""


def key(description: str, *examples: Any, **limits: Any) -> Meta:
    """Return the description of a key, with an example value for each example in the documentation."""
    return Meta(description=description, examples=list(examples), **limits)


class Match(Struct, frozen=True, forbid_unknown_fields=True):
    """How an environment is recognised. Patterns may contain ``*`` and ``?``; letter case does not matter."""

    stacks: Annotated[tuple[Text, ...], key("Patterns for the name of a stack.", ["prod-*"])] = ()
    subscriptions: Annotated[
        tuple[Text, ...],
        key("Ids of subscriptions.", ["5f0b7c9e-3d61-4a52-9f1e-8c2d4b6a7e10"]),
    ] = ()
    resource_groups: Annotated[
        tuple[Text, ...], key("Patterns for the name of a resource group.", ["rg-prod-*"])
    ] = ()
    names: Annotated[
        tuple[Text, ...], key("Patterns for the name of a namespace or hub.", ["*-live"])
    ] = ()


class SwitchedOff(Struct, frozen=True, forbid_unknown_fields=True):
    """A rule that does not apply in an environment."""

    rule: Annotated[RuleId, key("The id of the rule.", "NH607")]
    reason: Annotated[Text, key("Why; reports show it.", "The region has no zones.")]


class BuildFiles(Struct, frozen=True, forbid_unknown_fields=True):
    """Files of a build that a hub must be able to reach."""

    hub: Annotated[Text, key("Pattern for the name of the hub.", "*-shop")]
    files: Annotated[
        tuple[Text, ...],
        key(
            "An .ipa, a profile, entitlements, a google-services.json, or folders with them; named from "
            "the folder of the baseline.",
            ["ios/Shop.entitlements", "android/google-services.json"],
        ),
    ]


class Lowered(Struct, frozen=True, forbid_unknown_fields=True):
    """A severity below a rule's own, and why."""

    severity: Annotated[SeverityWord, key("The severity here.", "low")]
    reason: Annotated[Text, key("Why; reports show it.", "Nobody outside reads these hubs.")]


_ROLES: Final = {"device": ["Listen"], "backend": ["Send"]}


class Environment(Struct, frozen=True, forbid_unknown_fields=True):
    """What one environment demands."""

    kind: Annotated[
        Literal["production", "sandbox"],
        key("`production` where real users have registrations, else `sandbox`.", "production"),
    ]
    apns: Annotated[
        Literal["production", "sandbox"],
        key(
            "The environment of Apple's service that its builds use; TestFlight and ad-hoc use production.",
            "production",
        ),
    ]
    extends: Annotated[
        Text | None,
        key(
            "The environment whose demands apply where this one sets none of its own. "
            "`match`, `aliases` and `builds` are not inherited.",
            "production",
        ),
    ] = None
    match: Annotated[
        Match,
        key(
            "How its resources are recognised; one matching pattern is enough. It replaces the packaged "
            "match of the same environment as a whole.",
            {"stacks": ["staging"]},
        ),
    ] = Match()
    aliases: Annotated[
        tuple[Text, ...], key("Other names for it in tags and settings.", ["stage", "stg"])
    ] = ()
    tiers: Annotated[
        tuple[Tier, ...], key("The tiers that a namespace may have.", ["Standard"])
    ] = ("Free", "Basic", "Standard")
    telemetry: Annotated[
        Demand,
        key(
            "Per-message telemetry and feedback of the push services; only Standard has them.",
            "required",
        ),
    ] = "optional"
    operational_logs: Annotated[
        Demand, key("A diagnostic setting that keeps the operational logs.", "required")
    ] = "optional"
    log_retention_days: Annotated[
        Annotated[float, Meta(ge=0)] | None,
        key(
            "The least number of days for which operational logs must be kept; by default any number.",
            365,
        ),
    ] = None
    metrics_export: Annotated[
        Demand, key("A diagnostic setting that keeps the metrics of each hub.", "required")
    ] = "optional"
    alerts: Annotated[
        tuple[Concern, ...],
        key("The concerns for which each hub needs an alert.", ["authentication", "pns-errors"]),
    ] = ()
    alert_ceilings: Annotated[
        dict[Concern, Annotated[float, Meta(ge=0)]],
        key(
            "By concern, the highest threshold with which an alert still counts.",
            {"throttling": 1000},
        ),
    ] = {}
    figure_limits: Annotated[
        dict[FigureName, Annotated[float, Meta(ge=0, le=100)]],
        key(
            "The percentage above which diagnose tells a figure of docs/figures.md; 0: any count.",
            {"bad-channel": 8, "pns-error": 0.5},
        ),
    ] = {}
    figure_sample: Annotated[
        int,
        key(
            "How many pushes or requests there must be before diagnose judges a percentage; a quarter where most fail.",
            1000,
            ge=1,
        ),
    ] = STANDARD.sample
    public_rights: Annotated[
        tuple[Right, ...], key("Rights that may work from every public address.", ["Listen"])
    ] = ("Listen", "Send", "Manage")
    widest_ipv4: Annotated[
        int,
        key(
            "How many public addresses may have a right that is not in `public_rights`, given as the prefix "
            "length of one range: 16 allows 65536 addresses in all ranges together, 0 any number.",
            24,
            ge=0,
            le=32,
        ),
    ] = 16
    widest_ipv6: Annotated[
        int, key("The same for IPv6, whose addresses are counted separately.", 48, ge=0, le=128)
    ] = 32
    devices: Annotated[
        Literal["outside", "inside"],
        key(
            "`inside` where all devices are in a private network, so that they need no public endpoint.",
            "inside",
        ),
    ] = "outside"
    device_roles: Annotated[
        tuple[Text, ...], key("Roles of consumers that run on devices.", ["device", "kiosk"])
    ] = ("device",)
    zone_redundancy: Annotated[Demand, key("Zone redundancy of the namespace.", "optional")] = (
        "optional"
    )
    regions_without_zones: Annotated[
        tuple[Text, ...],
        key("Patterns for regions in which zone redundancy is not demanded.", ["*westus"]),
    ] = ()
    lock: Annotated[
        Demand,
        key("A delete lock, and protection by Pulumi where the source is Pulumi.", "required"),
    ] = "optional"
    tags: Annotated[
        tuple[Text, ...], key("Tags that a namespace must have.", ["owner", "costCentre"])
    ] = ()
    key_readers: Annotated[
        tuple[Text, ...],
        key(
            "Patterns for the object ids of principals whose role may list keys or read credentials.",
            ["9e3a1f64-7b2c-4d85-a0f9-2c6e8d4b1a73"],
        ),
    ] = ()
    key_age_days: Annotated[
        Annotated[int, Meta(ge=1)] | None,
        key(
            "The number of days without a change after which an access rule counts as old; by default never.",
            180,
        ),
    ] = None
    registration_days: Annotated[
        Annotated[int, Meta(ge=1)] | None,
        key(
            "The greatest number of days for which a registration may stay; by default it may stay for ever.",
            90,
        ),
    ] = None
    regions: Annotated[
        tuple[Text, ...],
        key(
            "Patterns for the regions that a namespace and the copy of its metadata may be in; by default "
            "any region.",
            ["*europe"],
        ),
    ] = ()
    roles: Annotated[
        dict[Text, tuple[Right, ...]], key("The rights that each role may have.", _ROLES)
    ] = {}
    role_needs: Annotated[
        dict[Text, tuple[Right, ...]],
        key("The rights that each role needs for its work.", _ROLES),
    ] = {}
    severities: Annotated[
        dict[RuleId, SeverityWord | Lowered],
        key(
            "The severity of a rule here. One below the rule's own needs a reason.",
            {"NH202": "critical", "NH602": {"severity": "info", "reason": "Tags come next year."}},
        ),
    ] = {}
    switched_off: Annotated[
        tuple[SwitchedOff, ...],
        key(
            "Rules that do not apply in the environment; reports count and list them.",
            [{"rule": "NH607", "reason": "The region has no zones."}],
        ),
    ] = ()
    builds: Annotated[
        tuple[BuildFiles, ...],
        key(
            "Builds that are released for this environment; check judges them.",
            [{"hub": "*-shop", "files": ["ios/Shop.entitlements"]}],
        ),
    ] = ()
