"""Compliant subjects and estates: a test overrides only the fields that it is about.

A field that is given as ``UNKNOWN`` stays unset, so that reading it raises ``Undetermined``.
"""

from collections.abc import Mapping
from dataclasses import fields as dataclass_fields
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Final, get_args

from msgspec import structs

from hubwarden.api_versions import NEWEST
from hubwarden.context import EstateContext
from hubwarden.credential_files.kinds import (
    Certificate,
    KeyFacts,
    Purpose,
    ServiceAccount,
    SigningKey,
    VapidKeys,
)
from hubwarden.discovery import find_rule
from hubwarden.engine import run
from hubwarden.facts import (
    ADM_ACCESS_URL,
    ALL_METRICS,
    APNS_ENDPOINTS,
    CONCERNS,
    OPERATIONAL_LOGS,
    RIGHTS,
    metrics_for,
)
from hubwarden.location import Location
from hubwarden.metrics.figures import Limits, figures
from hubwarden.metrics.history import History
from hubwarden.metrics.onsets import Onset
from hubwarden.model.base import Origin, ResourceId, Subject, make
from hubwarden.model.build import Build
from hubwarden.model.change import Change
from hubwarden.model.credential_file import CredentialFile
from hubwarden.model.credentials import (
    SERVICES,
    Adm,
    Apns,
    ApnsCertificate,
    ApnsToken,
    Baidu,
    Browser,
    Credentials,
    FcmLegacy,
    FcmV1,
    Mpns,
    Wns,
    Xiaomi,
)
from hubwarden.model.estate import COLLECTIONS, Estate
from hubwarden.model.key_uses import KeyUse, PlainSecret
from hubwarden.model.planned_change import PlannedChange
from hubwarden.model.resources import (
    AccessRule,
    ActionGroup,
    Alert,
    ApiVersion,
    Criterion,
    DiagnosticSetting,
    Hub,
    Lock,
    LogStore,
    Namespace,
    Output,
    PrivateEndpoint,
    ProcessingRule,
    RoleGrant,
    Stack,
)
from hubwarden.model.roles import EVERYBODY, OWNER, DenyAssignment, Permission, RoleDefinition
from hubwarden.model.source_info import Kind, SourceInfo
from hubwarden.model.telemetry import HubTelemetry
from hubwarden.policy.baseline import load
from hubwarden.report import Outcome
from hubwarden.secret import Secret
from hubwarden.sources.estate_builder import merge
from hubwarden.unknown import Cause

UNKNOWN: Final = object()
P256: Final = KeyFacts("EC", 256, "secp256r1")
ALL_KINDS: Final = frozenset(get_args(Kind))
OPEN: Final = frozenset(RIGHTS)

_GROUP = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/push"
_ENVIRONMENTS = {"prod": "production", "test": "sandbox"}


# Ids


def group_id(stack="prod"):
    return ResourceId(f"{_GROUP}_{stack}")


def namespace_id(stack="prod"):
    return ResourceId(
        f"{group_id(stack)}/providers/Microsoft.NotificationHubs/namespaces/ns-{stack}"
    )


def hub_id(stack="prod", name="orders"):
    return ResourceId(f"{namespace_id(stack)}/notificationHubs/{name}")


def insights_id(kind, name, stack="prod"):
    return ResourceId(f"{group_id(stack)}/providers/Microsoft.Insights/{kind}/{name}")


def origin(stack="prod", **overrides):
    fields = {"source": f"program:{stack}", "location": Location("Pulumi.yaml", 1), "stack": stack}
    return Origin(**{**fields, **overrides})


def _build(kind, id, stack, fields):
    known = {name: value for name, value in fields.items() if value is not UNKNOWN}
    unknown = {name: f"nobody told {name}" for name in fields.keys() - known.keys()}
    return make(kind, **{"id": id, "origin": origin(stack), **known}, unknown=unknown)


# Credentials


def apns_token(stack="prod", **overrides):
    fields = {
        "key": Secret(f"signing key of {stack}"),
        "key_id": "ABC123DEFG",
        "team_id": "TEAM123456",
        "bundle_id": "com.example.orders",
        "content": SigningKey(P256, usable=True, pem_markers=False, key_id=None),
    }
    return _build(ApnsToken, hub_id(stack), stack, {**fields, **overrides})


def certificate_content(stack="prod", **overrides):
    """Return what is in a certificate that fits a stack."""
    fields = {
        "purpose": Purpose.ALERT_PUSH,
        "environments": frozenset({"production" if stack == "prod" else "sandbox"}),
        "topics": ("com.example.orders",),
        "alert_topics": overrides.get("topics", ("com.example.orders",)),
        "bundle_id": "com.example.orders",
        "team_id": "TEAM123456",
        "name": "Apple Push Services: com.example.orders",
        "not_before": datetime(2025, 6, 1, tzinfo=UTC),
        "not_after": datetime(2026, 6, 1, tzinfo=UTC),
        "key": KeyFacts("RSA", 2048, ""),
        "thumbprint": f"THUMBPRINT OF {stack.upper()}",
        "has_private_key": True,
        "private_key_fits": True,
        "container": "PKCS#12",
        "more_certificates": 0,
        "names_apple": True,
        "issuer": "Apple Worldwide Developer Relations Certification Authority",
    }
    return Certificate(**{**fields, **overrides})


def apns_certificate(stack="prod", **overrides):
    fields = {
        "material": Secret(f"certificate of {stack}"),
        "thumbprint": f"thumbprint of {stack}",
        "bundle_id": "com.example.orders",
        "content": certificate_content(stack),
    }
    return _build(ApnsCertificate, hub_id(stack), stack, {**fields, **overrides})


def apns(stack="prod", **overrides):
    side = "production" if stack == "prod" else "sandbox"
    fields = {
        "in_clear": (),
        "placeholders": {},
        "missing": (),
        "symbols": {},
        "endpoint": APNS_ENDPOINTS["token", side],
        "token": apns_token(stack),
        "certificate": None,
    }
    return _build(Apns, hub_id(stack), stack, {**fields, **overrides})


def fcm_v1(stack="prod", **overrides):
    fields = {
        "in_clear": (),
        "placeholders": {},
        "missing": (),
        "symbols": {},
        "project_id": f"orders-{stack}",
        "client_email": f"push@orders-{stack}.iam.gserviceaccount.com",
        "private_key": Secret(f"service account of {stack}"),
        "content": KeyFacts("RSA", 2048, ""),
    }
    return _build(FcmV1, hub_id(stack), stack, {**fields, **overrides})


def fcm_legacy(stack="prod", **overrides):
    fields = {
        "in_clear": (),
        "placeholders": {},
        "missing": (),
        "symbols": {},
        "api_key": Secret(f"server key of {stack}"),
        "endpoint": None,
    }
    return _build(FcmLegacy, hub_id(stack), stack, {**fields, **overrides})


def mpns(stack="prod", **overrides):
    return _build(
        Mpns,
        hub_id(stack),
        stack,
        {
            "in_clear": (),
            "placeholders": {},
            "missing": (),
            "symbols": {},
            "thumbprint": "thumbprint",
            **overrides,
        },
    )


def wns(stack="prod", **overrides):
    return _build(
        Wns,
        hub_id(stack),
        stack,
        {
            "in_clear": (),
            "placeholders": {},
            "missing": (),
            "symbols": {},
            "package_sid": "ms-app://s",
            "secret_key": Secret(f"windows secret of {stack}"),
            "token_url": None,
            **overrides,
        },
    )


def browser(stack="prod", **overrides):
    subject = "mailto:push@example.com"
    fields = {
        "in_clear": (),
        "placeholders": {},
        "missing": (),
        "symbols": {},
        "subject": subject,
        "public_key": f"public key of {stack}",
        "private_key": Secret(f"private key of {stack}"),
        "content": VapidKeys(public_ok=True, private_ok=True, pair_fits=True, subject=subject),
    }
    return _build(Browser, hub_id(stack), stack, {**fields, **overrides})


def xiaomi(stack="prod", **overrides):
    fields = {
        "in_clear": (),
        "placeholders": {},
        "missing": (),
        "symbols": {},
        "endpoint": "https://api.xmpush.xiaomi.com",
        "app_secret": Secret(f"xiaomi secret of {stack}"),
        **overrides,
    }
    return _build(Xiaomi, hub_id(stack), stack, fields)


def baidu(stack="prod", **overrides):
    fields = {
        "in_clear": (),
        "placeholders": {},
        "missing": (),
        "symbols": {},
        "endpoint": "https://channel.api.duapp.com/rest/2.0/channel/channel",
        "api_key": Secret(f"baidu key of {stack}"),
        "secret_key": Secret(f"baidu secret of {stack}"),
        **overrides,
    }
    return _build(Baidu, hub_id(stack), stack, fields)


def adm(stack="prod", **overrides):
    fields = {
        "in_clear": (),
        "placeholders": {},
        "missing": (),
        "symbols": {},
        "client_id": "amzn1.application-oa2-client.orders",
        "client_secret": Secret(f"amazon secret of {stack}"),
        "token_url": ADM_ACCESS_URL,
    }
    return _build(Adm, hub_id(stack), stack, {**fields, **overrides})


def credentials(stack="prod", **held):
    """Build credentials that hold only what is given."""
    fields = {**dict.fromkeys(SERVICES), "if_set": {}, **held}
    return _build(Credentials, hub_id(stack), stack, fields)


def credential_file(content, **overrides):
    """Return a file that is compared with the hub of production."""
    fields = {"content": content, "apns": apns(), "fcm_v1": fcm_v1(), "browser": None, **overrides}
    return _build(CredentialFile, ResourceId("file"), "prod", fields)


def build(**overrides):
    """Return a build that fits the hub of production."""
    fields = {
        "kind": "profile",
        "environment": "production",
        "decided_elsewhere": False,
        "bundle_id": "com.example.orders",
        "team_ids": ("TEAM123456",),
        "expires": datetime(2027, 1, 1, tzinfo=UTC),
        "signature": "valid",
        "by_apple": True,
        "firebase_project": None,
        "hub": hub_id(),
        "apns": apns(),
        "fcm_v1": fcm_v1(),
        **overrides,
    }
    known = {name: value for name, value in fields.items() if value is not UNKNOWN}
    return make(
        Build,
        id=ResourceId("app.mobileprovision"),
        origin=origin("prod", source="files"),
        unknown={name: f"nobody told {name}" for name in fields.keys() - known.keys()},
        **known,
    )


# Resources


def namespace(stack="prod", **overrides):
    addresses = overrides.get("addresses", {})
    fields = {
        "name": namespace_id(stack).name,
        "tier": "Standard",
        "tags": tags(stack),
        "public_access": True,
        "public_rights": frozenset({"Listen"}),
        "addresses": addresses,
        "known_addresses": {} if addresses is UNKNOWN else addresses,
        "ranges": {},
        "region": "northeurope",
        "zone_redundant": True,
        "replication_region": "NorthEurope",
        "credentials": credentials(stack),
        "protect": True,
        "retain_on_delete": True,
    }
    return _build(Namespace, namespace_id(stack), stack, {**fields, **overrides})


def tags(stack="prod", **overrides):
    environment = _ENVIRONMENTS.get(stack, stack)
    return {"application": "orders", "environment": environment, "owner": "team-a", **overrides}


def hub(stack="prod", **overrides):
    id = overrides.pop("id", hub_id(stack))
    fields = {
        "name": id.name,
        "namespace": namespace_id(stack),
        "tags": {},
        "platforms": frozenset({"ios", "android"}),
        "further_platforms": frozenset(),
        "credentials": credentials(stack, apns=apns(stack), fcm_v1=fcm_v1(stack)),
        "registration_ttl": timedelta(days=90),
        "protect": True,
        "retain_on_delete": True,
    }
    return _build(Hub, id, stack, {**fields, **overrides})


def api_version(stack="prod", **overrides):
    """Build what the hub is sent with."""
    fields = {"version": NEWEST, "unsupported": {}}
    return _build(ApiVersion, hub_id(stack), stack, {**fields, **overrides})


def access_rule(stack="prod", **overrides):
    """Build a rule of a hub for a back end, or of the namespace with ``on_namespace=True``."""
    scope = namespace_id(stack) if overrides.get("on_namespace") else hub_id(stack)
    fields = {
        "name": "billing",
        "scope": scope,
        "on_namespace": False,
        "rights": frozenset({"Send"}),
        "azure_default": False,
        "consumer": "billing",
        "role": "backend",
        "used_by": (),
        "claimed_role": overrides.get("role", "backend"),
        "modified": UNKNOWN,
    }
    name = overrides.get("name", "billing")
    id = ResourceId(f"{scope}/authorizationRules/{'?' if name is UNKNOWN else name}")
    return _build(AccessRule, id, stack, {**fields, **overrides})


def default_rule(stack="prod", **overrides):
    """Build a rule that Azure makes itself, with all rights."""
    fields = {
        "name": "DefaultFullSharedAccessSignature",
        "rights": frozenset(RIGHTS),
        "azure_default": True,
        "consumer": None,
        "role": None,
    }
    return access_rule(stack, **{**fields, **overrides})


def key_use(rule, /, stack="prod", **overrides):
    """Build the use of a rule's key by a web app."""
    fields = {
        "place": "siteConfig.appSettings[HUB].value",
        "rule": rule.id,
        "on_namespace": False,
        "stored": False,
    }
    id = ResourceId(f"{group_id(stack)}/providers/Microsoft.Web/sites/app")
    return _build(KeyUse, id, stack, {**fields, **overrides})


def plain_secret(stack="prod", **overrides):
    """Build a place where an access key stands in clear."""
    fields = {"place": "primaryKey", "what": "an access key"}
    return _build(PlainSecret, access_rule(stack).id, stack, {**fields, **overrides})


def logs_setting(stack="prod", **overrides):
    """Build a setting that keeps the operational logs of the namespace in a storage account."""
    return _setting("logs", namespace_id(stack), stack, overrides)


def metrics_setting(stack="prod", **overrides):
    """Build a setting that sends the metrics of the hub to a workspace."""
    return _setting("metrics", hub_id(stack), stack, overrides)


def _setting(name, target, stack, overrides):
    logs = name == "logs"
    fields = {
        "target": target,
        "log_categories": frozenset({OPERATIONAL_LOGS} if logs else ()),
        "metric_categories": frozenset(() if logs else {ALL_METRICS}),
        "to_workspace": not logs,
        "to_storage": logs,
        "to_event_hub": False,
        "workspace": None if logs else workspace_id(stack),
        "storage": account_id(stack) if logs else None,
    }
    id = ResourceId(f"{target}/providers/Microsoft.Insights/diagnosticSettings/{name}")
    return _build(DiagnosticSetting, id, stack, {**fields, **overrides})


def account_id(stack="prod"):
    return ResourceId(f"{group_id(stack)}/providers/Microsoft.Storage/storageAccounts/logs{stack}")


def workspace_id(stack="prod"):
    return ResourceId(f"{group_id(stack)}/providers/Microsoft.OperationalInsights/workspaces/w")


def log_store(store=None, stack="prod", **overrides):
    """Build what keeps the logs of the namespace for ever, unless ``days`` says otherwise."""
    id = account_id(stack) if store is None else store
    return _build(LogStore, id, stack, {"store": id, "days": None, "of_table": False, **overrides})


def criterion(metric="outgoing.allpns.pnserror", stack="prod", **overrides):
    fields = {
        "metric": metric,
        "metric_namespace": None,
        "operator": "GreaterThan",
        "threshold": 0.0,
        "aggregation": "Total",
        "by_dimension": False,
        "learns_from": None,
        "sensitivity": None,
        "evaluated_periods": None,
        "failing_periods": None,
    }
    id = insights_id("metricAlerts", "criterion", stack)
    return _build(Criterion, id, stack, {**fields, **overrides})


def alert(stack="prod", metric="outgoing.allpns.pnserror", **overrides):
    """Build an alert on one metric; ``metrics`` gives it several criteria, or unknown ones."""
    metrics = overrides.pop("metrics", (metric,))
    fields = {
        "scopes": (hub_id(stack),),
        "criteria": metrics
        if metrics is UNKNOWN
        else tuple(criterion(metric, stack) for metric in metrics),
        "enabled": True,
        "action_groups": (insights_id("actionGroups", "on-call", stack),),
        "severity": 1.0,
        "window": timedelta(minutes=15),
        "frequency": timedelta(minutes=5),
    }
    id = insights_id("metricAlerts", metric, stack)
    return _build(Alert, id, stack, {**fields, **overrides})


def alerts(stack="prod", without=()):
    """Build an alert for each metric that a hub for iOS and Android has, but those ``without``."""
    platforms = ("apns", "fcm_v1")
    wanted = [metric for concern in CONCERNS for metric in metrics_for(concern, platforms)]
    return [alert(stack, metric) for metric in wanted if metric not in without]


def action_group(stack="prod", name="on-call", **overrides):
    id = insights_id("actionGroups", name, stack)
    return _build(
        ActionGroup, id, stack, {"enabled": True, "receivers": 1, "unreachable": (), **overrides}
    )


def processing_rule(stack="prod", **overrides):
    """Build a rule that silences all alerts on the namespace of a stack, always."""
    fields = {
        "scopes": (namespace_id(stack),),
        "enabled": True,
        "silences": True,
        "conditional": False,
        "until": None,
        "at_times": False,
    }
    id = insights_id("actionRules", "silence", stack)
    return _build(ProcessingRule, id, stack, {**fields, **overrides})


def lock(stack="prod", **overrides):
    scope = overrides.get("scope", namespace_id(stack))
    id = ResourceId(f"{namespace_id(stack)}/providers/Microsoft.Authorization/locks/keep")
    return _build(Lock, id, stack, {"level": "CanNotDelete", **overrides, "scope": scope})


def private_endpoint(stack="prod", **overrides):
    id = ResourceId(f"{namespace_id(stack)}/privateEndpointConnections/own")
    return _build(
        PrivateEndpoint, id, stack, {"status": "Approved", "endpoint": UNKNOWN, **overrides}
    )


def role_grant(stack="prod", **overrides):
    """Build a grant of Owner on the namespace; ``role`` is the role's own name."""
    role = overrides.pop("role", OWNER)
    if role is not UNKNOWN:
        role = ResourceId(f"/providers/Microsoft.Authorization/roleDefinitions/{role}")
    fields = {
        "scope": namespace_id(stack),
        "principal": "deployer",
        "role": role,
        "principal_kind": "ServicePrincipal",
        "eligible": False,
    }
    id = ResourceId(f"{namespace_id(stack)}/providers/Microsoft.Authorization/roleAssignments/a")
    return _build(RoleGrant, id, stack, {**fields, **overrides})


def role_definition(name, actions, without=(), stack="prod"):
    id = ResourceId(f"/providers/Microsoft.Authorization/roleDefinitions/{name}")
    permissions = (Permission(tuple(actions), tuple(without)),)
    return _build(RoleDefinition, id, stack, {"permissions": permissions})


def deny_assignment(stack="prod", **overrides):
    """Build what keeps everybody from writing anything in the namespace."""
    fields = {
        "scope": namespace_id(stack),
        "below": True,
        "principals": (EVERYBODY,),
        "groups": frozenset(),
        "excluded": (),
        "permissions": (Permission(("*/write",), ()),),
    }
    id = ResourceId(f"{namespace_id(stack)}/providers/Microsoft.Authorization/denyAssignments/d")
    return _build(DenyAssignment, id, stack, {**fields, **overrides})


def claim(stack="prod", **overrides):
    """Build the stack itself, with the environment that it claims."""
    fields = {"name": stack, "environment": _ENVIRONMENTS.get(stack, stack)}
    return _build(Stack, ResourceId(f"program:{stack}"), stack, {**fields, **overrides})


def output(stack="prod", **overrides):
    fields = {"name": "hubName", "secret": False, "holds_access_key": False, "recorded": True}
    return _build(
        Output, ResourceId(f"program:{stack}/outputs/hubName"), stack, {**fields, **overrides}
    )


def planned_change(stack="prod", **overrides):
    """Build the deletion of the stack's hub."""
    fields = {
        "kind": "hub",
        "name": "orders",
        "replaced": False,
        "forced_by": (),
        "protected": False,
        "retained": False,
        "held": (),
    }
    id = overrides.pop("id", hub_id(stack))
    return _build(PlannedChange, id, stack, {**fields, **overrides})


# Estates


def source_info(stack="prod", complete=ALL_KINDS):
    return SourceInfo(f"program:{stack}", "0" * 64, (f"Pulumi.{stack}.yaml",), complete, ())


def estate(stack="prod", *, complete=ALL_KINDS, gaps=(), provided_elsewhere=None, **overrides):
    """Build the compliant estate of one stack; a collection that is given replaces the default."""
    fields = {
        "stacks": [claim(stack)],
        "outputs": [output(stack)],
        "namespaces": [namespace(stack)],
        "hubs": [hub(stack)],
        "api_versions": [api_version(stack)],
        "access_rules": [
            access_rule(stack),
            access_rule(stack, name="phones", rights=frozenset({"Listen"}), role="device"),
            default_rule(stack),
        ],
        "diagnostic_settings": [logs_setting(stack), metrics_setting(stack)],
        "alerts": alerts(stack),
        "action_groups": [action_group(stack)],
        "locks": [lock(stack)],
        "log_stores": [log_store(stack=stack)],
        "private_endpoints": [private_endpoint(stack)],
        "role_grants": [role_grant(stack, role="acdd72a7-3385-48ef-bd42-f606fba81ae7")],
    }
    collections = {name: tuple(value) for name, value in {**fields, **overrides}.items()}
    return Estate(
        sources=(source_info(stack, frozenset(complete)),),
        gaps=tuple(gaps),
        provided_elsewhere=provided_elsewhere or {},
        **collections,
    )


def holding(stack="prod", **held):
    """Build the estate of one stack whose hub holds these credentials alone."""
    return estate(stack, hubs=[hub(stack, credentials=credentials(stack, **held))])


def together(*estates):
    """Put the estates of several stacks together."""
    elsewhere = {key: why for item in estates for key, why in item.provided_elsewhere.items()}
    return replace(merge(estates), provided_elsewhere=elsewhere)


# Telemetry

BEGIN: Final = datetime(2026, 3, 2, tzinfo=UTC)


def telemetry(counts, *, above=None, lasting=None, start=BEGIN):
    """Return what was counted for the hub of production: by metric the count of one day, of each day, or by time since the start.

    ``above`` has other limits by figure, ``lasting`` the day since which a figure is raised.
    """
    history = History(
        hub_id().text,
        {
            metric: {start + after: float(count) for after, count in _by_time(days).items()}
            for metric, days in counts.items()
        },
    )
    limits = Limits(above or {})
    found = {item.formula.name: item for item in figures(history, limits)}
    grain = timedelta(days=1)
    return make(
        HubTelemetry,
        id=hub_id(),
        origin=Origin("telemetry"),
        history=history,
        limits=limits,
        figures=found,
        onsets={
            name: Onset(found[name].formula, start + day * grain, grain, None, 0.0, 0.5)
            for name, day in (lasting or {}).items()
        },
    )


def _by_time(counts):
    if isinstance(counts, dict):
        return counts
    days = counts if isinstance(counts, list) else [counts]
    return {timedelta(days=day): count for day, count in enumerate(days)}


# Baseline and context


def baseline(**overrides):
    """Return the packaged baseline with some of its fields replaced."""
    return structs.replace(load(None).baseline, **overrides)


def demanding(environment="production", **overrides):
    """Return the packaged baseline with some demands of one environment replaced."""
    environments: Mapping = baseline().environments
    changed = structs.replace(environments[environment], **overrides)
    return baseline(environments={**environments, environment: changed})


def context(given=None, *, demands=None, stated_environment=None):
    return EstateContext(
        estate=estate() if given is None else given,
        baseline=baseline() if demands is None else demands,
        as_of=date(2026, 1, 1),
        stated_environment=stated_environment,
    )


def results(rule, given):
    """Run one rule, named by id or slug, over an estate or a context; it must not crash."""
    its_context = given if isinstance(given, EstateContext) else context(given)
    judgement = run([find_rule(rule)], its_context)
    assert judgement.crashes == ()
    for result in judgement.results:
        assert result.rule is find_rule(rule)
        assert bool(result.message) is (result.outcome is not Outcome.PASS)
        assert _names_a_field(result), f"{result.kind} has no place {result.field}"
        assert result.cause in (None, *get_args(Cause))
    return judgement.results


_PLACES: Final = {
    *SERVICES,  # readers note the places of these, and of the next
    *("alerts", "diagnostics", "lock", "network"),
    *("alert_ceilings", "environment"),  # of the baseline
    *("added", "removed"),  # of a resource that one side has
    *("pair", "private", "public"),  # of VAPID keys
    *("destinations", "production", "sandbox"),
}
"""What a result may name besides the fields of the model."""
_INSIDE: Final = {
    "token": (ApnsToken,),
    "certificate": (ApnsCertificate,),
    "content": (Certificate, SigningKey, KeyFacts, VapidKeys, ServiceAccount),
}
"""Whose fields stand behind a field that holds more."""


def _names_a_field(result):
    """Tell whether the field that a result names is one: reports find its line, baselines accept it by that."""
    path = result.field.split(".")
    kinds = (_KINDS[result.kind],)
    if result.outcome is Outcome.UNDETERMINED and len(path) > 1:
        kind, *path = path
        if kind == "Estate":
            return path[0] in ALL_KINDS | COLLECTIONS.keys()
        kinds = (_KINDS[kind],)
    if not result.field or issubclass(kinds[0], Change) or result.rule.id in ("NH603", "NH605"):
        return True  # Of these it is the field of another kind, or a property of Azure.
    for name, after in zip(path, [*path[1:], None], strict=True):
        if not any(name in _names_of(kind) for kind in kinds) and name not in _PLACES:
            return False
        if name not in _INSIDE or after is None:
            return True
        kinds = _INSIDE[name]
    return True


def _names_of(kind):
    properties = {name for name, value in vars(kind).items() if isinstance(value, property)}
    return {item.name for item in dataclass_fields(kind)} | properties


def _subclasses(kind):
    for inner in kind.__subclasses__():
        yield inner
        yield from _subclasses(inner)


_KINDS: Final = {kind.__name__: kind for kind in _subclasses(Subject)}


def verdict(rule, given):
    """Return the one outcome of a rule on all its subjects; ``None`` where it has none to judge."""
    outcomes = {result.outcome for result in results(rule, given)}
    assert len(outcomes) <= 1, f"outcomes differ: {outcomes}"
    return outcomes.pop() if outcomes else None
