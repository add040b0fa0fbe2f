"""An inventory of an estate with hostile names, unknown values and a gap."""

from dataclasses import replace
from datetime import UTC, datetime

from factories import (
    UNKNOWN,
    access_rule,
    alert,
    apns,
    apns_certificate,
    context,
    credentials,
    default_rule,
    deny_assignment,
    estate,
    fcm_v1,
    group_id,
    hub,
    hub_id,
    key_use,
    namespace,
    role_definition,
    role_grant,
)
from hubwarden.listing.inventory_building import sections
from hubwarden.model.base import ResourceId
from hubwarden.model.source_info import Gap, SourceInfo
from hubwarden.report import Evidence, Report

HOSTILE = '=cmd|"/c calc"!A1<script>[x](javascript:1)\x1b[2J|`*_#'
GAP = Gap(
    "azure:one", "role assignments", "Microsoft.Authorization/roleAssignments/read is missing"
)


def sample():
    rule = access_rule(modified=datetime(2026, 3, 1, 12, 30, tzinfo=UTC))
    kiosk = ResourceId(f"{hub_id()}-kiosk")
    secret = ResourceId(f"{group_id()}/providers/Microsoft.KeyVault/vaults/v/secrets/billing")
    return estate(
        namespaces=[namespace(region=UNKNOWN)],
        hubs=[
            hub(credentials=credentials(apns=apns(), fcm_v1=fcm_v1())),
            hub(
                id=kiosk,
                credentials=credentials(
                    apns=apns(token=None, certificate=apns_certificate(), id=kiosk)
                ),
            ),
            hub(id=ResourceId(f"{hub_id()}-closed"), credentials=UNKNOWN, registration_ttl=None),
        ],
        access_rules=[rule, access_rule(name=HOSTILE, consumer=HOSTILE), default_rule()],
        alerts=[alert()],
        key_uses=[key_use(rule), key_use(rule, id=secret, stored=True)],
        role_grants=[
            role_grant(),
            role_grant(scope=group_id(), principal="group", principal_kind="Group", eligible=True),
            role_grant(scope=hub_id(), principal=HOSTILE, role="own"),
            role_grant(scope=secret, principal="app", role="4633458b-17de-408a-b874-0445c86b69e6"),
            role_grant(scope=group_id(), principal="tool", role="other"),
        ],
        role_definitions=[role_definition("own", ["*"], ["Microsoft.NotificationHubs/*/write"])],
        deny_assignments=[deny_assignment(excluded=("deployer",))],
        gaps=[GAP],
    )


EVIDENCE = Evidence(
    version="0.0.0",
    rule_set="1" * 64,
    rules=0,
    baseline="default",
    baseline_digest="2" * 64,
    sources=(SourceInfo("azure:one", "3" * 64, (), frozenset(), ("who is in a group",)),),
    as_of="2026-01-31",
    made_at=datetime(2026, 1, 31, 23, 59, 58, tzinfo=UTC),
    asked_by="somebody",
    scope="1 namespace",
    environments=("production",),
    not_judged=("who is in a group",),
)
REPORT = Report(EVIDENCE, (), (GAP,), ())
CLEAN = replace(REPORT, gaps=())
SECTIONS = sections(context(sample()))
