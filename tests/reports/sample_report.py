"""A report made by hand that has every kind of outcome, gap and crash."""

from dataclasses import replace
from datetime import UTC, date, datetime

from msgspec import structs

from hubwarden import citations
from hubwarden.location import Location
from hubwarden.model.credentials import Apns
from hubwarden.model.resources import AccessRule, Hub
from hubwarden.model.source_info import Gap, SourceInfo
from hubwarden.order_of_results import in_order
from hubwarden.policy.known_findings import KnownFinding
from hubwarden.policy.waivers import Waiver
from hubwarden.report import Crash, Evidence, KnownUse, Outcome, Report, Result, WaiverUse
from hubwarden.rule import Rule, Severity

GROUP = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/shop-prod"
NAMESPACE = f"{GROUP}/providers/Microsoft.NotificationHubs/namespaces/shop-prod-ns"
HUB = f"{NAMESPACE}/notificationHubs/shop"
STACK_FILE = "Pulumi.prod.yaml"


def apns_certificate(_subject, _context):
    """The hub signs in to Apple with a certificate.

    A certificate expires once a year.
    """
    yield from ()


def send_to_everybody(_subject, _context):
    """A key of the app may send: "to everybody", über alles."""
    yield from ()


def alert_missing(_subject, _context):
    """Nobody is told when pushes fail."""
    yield from ()


def _rule(id, severity, subject, check, fix):
    return Rule(id, severity, "0.1", (citations.SECURITY,), subject, check, fix, needs_estate=False)


CERTIFICATE = _rule("NH101", Severity.HIGH, Apns, apns_certificate, "Use a token.")
SEND = replace(
    _rule("NH202", Severity.CRITICAL, AccessRule, send_to_everybody, "Take Send away."),
    fix_kind="take-away",
)
ALERT = _rule("NH505", Severity.MEDIUM, Hub, alert_missing, "Add an alert.")


def result_of(rule, outcome, subject=HUB, line=None, **more):
    return Result(
        rule=rule,
        outcome=outcome,
        severity=more.pop("severity", rule.severity),
        subject=subject,
        kind=rule.subject.__name__,
        source=more.pop("source", "program:prod"),
        location=None if line is None else Location(STACK_FILE, line),
        environment=more.pop("environment", "production"),
        **more,
    )


FAILURES = [
    result_of(
        CERTIFICATE, Outcome.FAIL, line=12, message="it uses a certificate", field="certificate"
    ),
    result_of(
        CERTIFICATE,
        Outcome.FAIL,
        subject=f"{NAMESPACE}/notificationHubs/courier",
        line=40,
        message="it uses a certificate",
        field="certificate",
        severity=Severity.LOW,
    ),
    result_of(
        SEND,
        Outcome.FAIL,
        subject=f"{HUB}/authorizationRules/phones",
        message='"phones" has Send, Listen',
        field="rights",
        source="template:azuredeploy.json",
        environment=None,
    ),
]
UNKNOWN = [
    result_of(
        ALERT,
        Outcome.UNDETERMINED,
        subject="{parameters('namespace')}/shop",
        message="the template does not tell all alerts",
        field="Estate.alerts",
        source="template:azuredeploy.json",
        environment=None,
    ),
]
ACCEPTED = [
    result_of(
        CERTIFICATE,
        Outcome.UNDETERMINED,
        subject=f"{NAMESPACE}/notificationHubs/kiosk",
        line=3,
        message="it is a secret that is not readable offline",
        field="Apns.certificate",
        accepted="The kiosk is switched off in spring.",
    ),
]
WAIVER = Waiver(
    rule="NH101",
    resource="shop-prod-ns/locker",
    reason="The old app goes in March.",
    owner="push-team",
    ticket="PUSH-1",
    expires=date(2026, 3, 31),
)
EXPIRED = structs.replace(WAIVER, resource="*/courier", expires=date(2026, 1, 30))
UNUSED = structs.replace(WAIVER, resource="shop-prod-ns/kiosk")
WAIVED = [
    result_of(
        CERTIFICATE,
        Outcome.WAIVED,
        subject=f"{NAMESPACE}/notificationHubs/locker",
        line=50,
        message="it uses a certificate",
        field="certificate",
        waiver=WAIVER,
    ),
]
KNOWN = [
    result_of(
        CERTIFICATE,
        Outcome.KNOWN,
        subject=f"{NAMESPACE}/notificationHubs/returns",
        line=60,
        message="it uses a certificate",
        field="certificate",
    ),
]
FAILURES[1] = FAILURES[1]._replace(waiver=EXPIRED)
USES = (
    WaiverUse(WAIVER, "used", 1),
    WaiverUse(EXPIRED, "expired", 1),
    WaiverUse(UNUSED, "unused", 0),
)
QUIET = [
    result_of(ALERT, Outcome.PASS, line=7),
    result_of(
        ALERT,
        Outcome.NOT_APPLICABLE,
        subject=f"{NAMESPACE}/notificationHubs/kiosk",
        message="switched off by the baseline: nobody is on call",
    ),
]

EVIDENCE = Evidence(
    version="0.0.0",
    rule_set="1" * 64,
    rules=3,
    baseline="policies/baseline.yaml on top of default",
    baseline_digest="2" * 64,
    sources=(
        SourceInfo(
            name="program:prod",
            digest="3" * 64,
            files=("Pulumi.yaml", STACK_FILE, "infra/__main__.py"),
            complete=frozenset({"alerts", "locks"}),
            cannot_tell=("what runs in Azure now",),
        ),
        SourceInfo(
            name="template:azuredeploy.json",
            digest="4" * 64,
            files=("azuredeploy.json",),
            complete=frozenset(),
            cannot_tell=("what is made elsewhere",),
        ),
        SourceInfo(
            name="azure:shop",
            digest="5" * 64,
            files=(),
            complete=frozenset({"alerts"}),
            cannot_tell=("whether pushes arrive",),
            asked_as="principal 1, application 2; 1 subscription of the cloud public",
        ),
    ),
    as_of="2026-01-31",
    made_at=datetime(2026, 1, 31, 23, 59, 58, 123456, tzinfo=UTC),
    asked_by="somebody",
    scope="1 namespace, 3 hubs",
    environments=("production", "sandbox"),
    not_judged=("what runs in Azure now", "what is made elsewhere"),
    not_asked=tuple(f"NH1{number:02}" for number in range(1, 29)),
    waivers="policies/waivers.yaml",
    waivers_digest="6" * 64,
)

GAPS = (
    Gap(
        "template:azuredeploy.json",
        "the nested deployment linked",
        "its template is behind a link",
        Location("azuredeploy.json", 88),
    ),
    Gap("program:prod", "the second page", "the call was forbidden"),
    Gap(
        "azure:shop",
        "shop-prod-ns/shop",
        "access rules of the hub could not be read: Azure answered 403",
        permission="Microsoft.NotificationHubs/Namespaces/NotificationHubs/authorizationRules/read",
        opens=("access_rules",),
        scopes=(HUB,),
        rules=("NH204", "NH205"),
    ),
)
CRASHES = (
    Crash(SEND, f"{HUB}/authorizationRules/orders", "program:prod", "KeyError at f, line 3"),
)

REPORT = Report(
    EVIDENCE,
    in_order([*QUIET, *UNKNOWN, *ACCEPTED, *FAILURES, *WAIVED, *KNOWN]),
    gaps=GAPS,
    crashes=CRASHES,
    waivers=USES,
    known=KnownUse(
        "policies/known.jsonl",
        "7" * 64,
        1,
        (KnownFinding("NH505", "shop-prod-ns/shop", "alerts", "production", "", "0" * 32 + ":1"),),
        2,
    ),
)
CLEAN = Report(
    replace(EVIDENCE, environments=()), in_order([*QUIET, *ACCEPTED]), gaps=(), crashes=()
)
INCOMPLETE = Report(EVIDENCE, in_order([*QUIET, *UNKNOWN]), gaps=(), crashes=())
INFORMATION = Report(
    EVIDENCE, (FAILURES[0]._replace(severity=Severity.INFO), *QUIET), gaps=(), crashes=()
)
