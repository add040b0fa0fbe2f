"""Two estates that all rules judge: one that neglects everything, and one that complies."""

from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta

from msgspec import structs

from factories import (
    P256,
    access_rule,
    action_group,
    adm,
    alert,
    api_version,
    apns,
    apns_certificate,
    apns_token,
    browser,
    build,
    certificate_content,
    claim,
    credential_file,
    credentials,
    default_rule,
    demanding,
    estate,
    fcm_legacy,
    fcm_v1,
    group_id,
    hub,
    hub_id,
    insights_id,
    key_use,
    log_store,
    logs_setting,
    mpns,
    namespace,
    namespace_id,
    output,
    plain_secret,
    planned_change,
    private_endpoint,
    processing_rule,
    role_grant,
    tags,
    together,
    wns,
    xiaomi,
)
from hubwarden.credential_files.kinds import Problem, ServiceAccount, VapidKeys
from hubwarden.model.estate import Estate
from hubwarden.policy.demands import ConsumerPattern
from hubwarden.secret import Secret

OPEN = frozenset({"Listen", "Send", "Manage"})
BARE = {"protect": False, "retain_on_delete": False}


def neglected(stack):
    """Build an estate in which every rule finds something, most of it shared with other stacks."""
    shared = {
        "apns": apns(
            stack,
            endpoint="gateway.push.apple.com"
            if stack == "test"
            else "gateway.sandbox.push.apple.com",
            token=apns_token(
                stack,
                key=Secret("shared"),
                key_id="short",
                bundle_id=None,
                content=Problem("malformed", "it is not Base64"),
            ),
            certificate=apns_certificate(
                stack,
                thumbprint="a1b2",
                material=Secret("shared"),
                bundle_id="com.example.billing",
                content=certificate_content(
                    stack,
                    thumbprint="A1B2",
                    environments=frozenset(),
                    has_private_key=False,
                    names_apple=False,
                    issuer="Example CA",
                    not_after=datetime(2025, 6, 1, tzinfo=UTC),
                ),
            ),
            in_clear=("token",),
            placeholders={"certificateKey": "a placeholder word"},
        ),
        "fcm_v1": fcm_v1(stack, project_id="orders", content=P256),
        "fcm_legacy": fcm_legacy(stack),
        "mpns": mpns(stack),
        "wns": wns(stack, token_url="http://example.com", missing=("secretKey",)),
        "adm": adm(stack, token_url="http://example.com"),
        "xiaomi": xiaomi(stack, endpoint="http://example.com"),
        "browser": browser(
            stack,
            subject="push@example.com",
            content=VapidKeys(public_ok=True, private_ok=True, pair_fits=False, subject=None),
        ),
    }
    on_namespace = {"namespace": namespace_id("prod"), **BARE}
    other = hub_id(stack, "couriers")
    ending = certificate_content(stack, not_after=datetime(2026, 1, 20, tzinfo=UTC))
    strange = apns(
        stack,
        id=other,
        endpoint="push.example.com",
        token=apns_token(stack, id=other, bundle_id="*"),
        certificate=apns_certificate(stack, id=other, content=ending),
    )
    no_fcm = credentials(stack, id=other, apns=strange)
    return estate(
        stack,
        stacks=[claim(stack, environment="nowhere")],
        outputs=[output(stack, holds_access_key=True)],
        namespaces=[
            namespace(
                stack,
                tier="Free",
                tags=tags(stack, environment="nowhere", owner=""),
                public_rights=OPEN,
                # An open endpoint is one fault, a closed one another.
                public_access=stack == "prod",
                zone_redundant=False,
                region="eastus",
                replication_region="None",
                **BARE,
                credentials=credentials(stack, mpns=mpns(stack, thumbprint="another")),
            )
        ],
        hubs=[
            hub(
                stack,
                credentials=credentials(stack, **shared),
                registration_ttl=timedelta(minutes=1),
                **on_namespace,
            ),
            hub(
                stack,
                id=other,
                credentials=no_fcm,
                **on_namespace,
            ),
            hub(
                stack,
                id=hub_id(stack, "readers"),
                registration_ttl=None,
                platforms=frozenset({"ios"}),
                further_platforms=frozenset({"windows"}),
                credentials=credentials(stack, id=hub_id(stack, "readers")),
                **on_namespace,
            ),
            hub(
                stack,
                id=hub_id(stack, "strangers"),
                credentials=credentials(
                    stack,
                    id=hub_id(stack, "strangers"),
                    fcm_v1=fcm_v1(
                        stack,
                        id=hub_id(stack, "strangers"),
                        client_email=None,
                        project_id="Orders",
                    ),
                ),
                **on_namespace,
            ),
        ],
        api_versions=[
            api_version(
                stack, version="2017-04-01", unsupported={"networkAcls": "2023-01-01-preview"}
            ),
            api_version(stack, version="2001-01-01"),
        ],
        access_rules=[
            access_rule(stack, rights=OPEN, modified=datetime(2020, 1, 1, tzinfo=UTC)),
            access_rule(stack, name="cleaner", rights=frozenset({"Manage"})),
            access_rule(stack, name="stranger", role=None),
            default_rule(stack),
            access_rule(stack, name="phones", role="device"),
            access_rule(stack, name="root", on_namespace=True, role="superuser"),
        ],
        diagnostic_settings=[logs_setting(stack, to_storage=False)],
        alerts=[
            alert(stack, enabled=False, action_groups=()),
            alert(
                stack,
                "outgoing.gcm.throttled",
                scopes=(namespace_id(stack),),
                action_groups=(insights_id("actionGroups", "on-call", stack),),
            ),
        ],
        action_groups=[action_group(stack, receivers=0)],
        processing_rules=[processing_rule(stack)],
        locks=[],
        log_stores=[log_store(stack=stack, days=1.0)],
        private_endpoints=[private_endpoint(stack, status="Rejected")],
        role_grants=[role_grant(stack)],
    )


UNFIT = (
    build(
        environment="sandbox",
        bundle_id="com.example.billing",
        team_ids=("TEAM654321",),
        expires=datetime(2025, 1, 1, tzinfo=UTC),
        signature="invalid",
    ),
    build(environment=None),
    build(apns=None),
    build(kind="google-services", firebase_project="billing"),
)
ACCOUNT = ServiceAccount(
    project_id="orders-prod",
    client_email="push@orders-prod.iam.gserviceaccount.com",
    email_project="orders-prod",
    key=P256,
    usable=True,
    private_key_id=None,
)
ROOT_KEY = key_use(default_rule(), on_namespace=True)
NEGLECTED = replace(
    together(neglected("prod"), neglected("test")),
    builds=UNFIT,
    planned_changes=(planned_change(),),
    key_uses=(ROOT_KEY, key_use(default_rule())),
    plain_secrets=(plain_secret(),),
    credential_files=(credential_file(ACCOUNT, fcm_v1=None),),
)
EMPTY_GROUP = planned_change(kind="resource group", name="spare", id=group_id("spare"))
LATELY = {"modified": datetime(2025, 12, 1, tzinfo=UTC)}


def complying(stack="prod"):
    """Build an estate that complies with every demand there is, changed shortly before the audit."""
    rules = (
        access_rule(stack, **LATELY),
        access_rule(stack, name="phones", rights=frozenset({"Listen"}), role="device", **LATELY),
        default_rule(stack, **LATELY),
    )
    return estate(stack, access_rules=rules)


COMPLIANT = replace(
    together(complying(), complying("test")),
    builds=(build(),),
    planned_changes=(EMPTY_GROUP,),
    key_uses=(key_use(access_rule()),),
    credential_files=(credential_file(ACCOUNT, fcm_v1=fcm_v1(content=P256)),),
)
STRICT = structs.replace(
    demanding(log_retention_days=365, key_age_days=365, registration_days=90, regions=("*europe",)),
    consumers=(ConsumerPattern("phones", "device"), ConsumerPattern("root", "backend")),
)
"""The packaged baseline does not demand everything that there is a rule for, and without patterns no claim
of a role is judged."""


COLLECTIONS = tuple(
    field.name
    for field in fields(Estate)
    if field.init and field.name not in ("sources", "gaps", "provided_elsewhere", "loose")
)


def rebuilt(given, change):
    """Return an estate with each of its collections changed."""
    return replace(given, **{name: tuple(change(getattr(given, name))) for name in COLLECTIONS})
