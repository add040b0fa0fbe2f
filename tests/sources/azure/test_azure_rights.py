"""With the auditor's role a read is complete; without any one of its permissions the gap names it."""

import os

import pytest

from hubwarden.sources.azure.auditor_role import (
    READING_CREDENTIALS,
    SEEING_SUBSCRIPTIONS,
    permissions,
)
from hubwarden.sources.azure.azure_activity import PROVIDERS, ask_activity_log
from hubwarden.sources.azure.azure_options import AskedTelemetry, AzureOptions
from hubwarden.sources.azure.azure_source import read_azure
from hubwarden.sources.azure.call_table import ACTIVITY_LOG, CALLS
from hubwarden.sources.azure.monitor_calls import LOGS
from hubwarden_local_azure import ManagementGroup, Principal, Subscription, Tenant, running
from hubwarden_local_azure.identity import az_command
from local_azure.arm_client import BODIES, GROUP, HUB, NAMESPACE, STORAGE, SUBSCRIPTION, version_of
from sources.azure.conftest import SIGN_IN
from sources.azure.counted_azure import WINDOW, export

AUDITOR = Principal(
    "00000000-0000-0000-0000-0000000000e1",
    "auditor",
    client_id="00000000-0000-0000-0000-0000000000e2",
)
TENANT = Tenant(
    principals=(AUDITOR,),
    subscriptions=(Subscription(SUBSCRIPTION.split("/")[2], "Shop", management_group="shops"),),
    management_groups=(ManagementGroup("shops"),),
)
ABOVE = "/providers/Microsoft.Management/managementGroups/shops"
ROLE = f"{ABOVE}/providers/Microsoft.Authorization/roleDefinitions/{AUDITOR.id[:-2]}e3"
GIVEN = f"{ABOVE}/providers/Microsoft.Authorization/roleAssignments/{AUDITOR.id[:-2]}e4"
ALL = permissions(with_credentials=True)


@pytest.fixture(scope="module")
def auditor(tmp_path_factory):
    """Return a function that reads the estate with some permissions alone."""
    folder = tmp_path_factory.mktemp("azure")
    ca_file = folder / "ca.pem"
    with running(ca_file=ca_file, tenant=TENANT) as server, pytest.MonkeyPatch.context() as patch:
        for name in SIGN_IN:
            patch.delenv(name, raising=False)
        az_command.install(folder / "bin", TENANT, AUDITOR)
        patch.setenv("PATH", f"{folder / 'bin'}{os.pathsep}{os.environ['PATH']}")
        patch.setenv("ARM_METADATA_HOSTNAME", server.url.removeprefix("https://"))
        patch.setenv("REQUESTS_CA_BUNDLE", str(ca_file))
        patch.setenv("AZURE_TOKEN_CREDENTIALS", "AzureCliCredential")
        for id, body in BODIES.items():
            if not id.startswith(f"{STORAGE}/"):
                server.add(id, body, version_of(id))
        export(server)

        def read(actions, rest="mg/shops", engine="metrics"):
            definition = {
                "roleName": "auditor",
                "type": "CustomRole",
                "permissions": [{"actions": list(actions), "notActions": []}],
                "assignableScopes": [ABOVE],
            }
            server.add(ROLE, {"properties": definition}, "2022-04-01")
            assignment = {"roleDefinitionId": ROLE, "principalId": AUDITOR.id}
            server.add(GIVEN, {"properties": assignment}, "2022-04-01")
            options = AzureOptions(with_credentials=True, telemetry=AskedTelemetry(engine, WINDOW))
            return read_azure(rest, options)

        yield read


@pytest.fixture(scope="module")
def whole(auditor):
    return auditor(ALL)


def test_with_the_role_the_read_is_complete(whole):
    estate = whole
    assert estate.gaps == ()
    assert [str(hub.id) for hub in estate.hubs] == [HUB.replace("Shop-Hub", "shop-hub")]
    assert estate.hubs[0].credentials.apns is not None
    assert estate.role_grants
    assert estate.log_stores
    assert len(estate.histories) == 1


def test_without_a_role_nothing_is_read(auditor):
    estate = auditor(["Microsoft.Support/*/read"])
    assert estate.hubs == ()
    assert estate.gaps


@pytest.mark.parametrize("missing", ALL)
def test_without_one_permission_the_gap_names_it(auditor, whole, missing):
    estate = auditor([action for action in ALL if action != missing])
    if missing == ACTIVITY_LOG.permission:
        # Who changed what is asked by drift alone, and by who keeps it.
        assert estate.gaps == ()
        log = ask_activity_log([(SUBSCRIPTION.split("/")[2], PROVIDERS[0])], "x", AzureOptions())
        assert [(gap.permission, gap.opens) for gap in log.gaps] == [(missing, ("activity_log",))]
        return
    if missing in (LOGS.permission, LOGS.also):
        # Workspaces are queried where that is asked for.
        assert estate.gaps == ()
        (gap,) = auditor([item for item in ALL if item != missing], engine="logs").gaps
        assert (gap.permission, gap.opens) == (LOGS.permission, ("histories",))
        assert missing in gap.reason
        return
    named = {gap.permission for gap in estate.gaps if gap.permission}
    if missing == READING_CREDENTIALS:
        assert named == {call.permission for call in CALLS if call.secret}
    else:
        assert named == {missing}
    # Without its call, nothing of its kind is told; all else is as it was.
    (opened,) = {gap.opens for gap in estate.gaps if gap.permission}
    if missing in (SEEING_SUBSCRIPTIONS, "Microsoft.Management/managementGroups/descendants/read"):
        return
    for kind in ("locks", "alerts", "action_groups", "processing_rules", "private_endpoints"):
        same = len(getattr(estate, kind)) == len(getattr(whole, kind))
        assert same or kind in opened or "namespaces" in opened


@pytest.mark.parametrize("scope", [GROUP, NAMESPACE, HUB])
def test_a_part_of_a_subscription(auditor, scope):
    estate = auditor(ALL, scope)
    assert estate.gaps == ()
    assert len(estate.hubs) == 1
