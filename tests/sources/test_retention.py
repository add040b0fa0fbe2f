"""How long a storage account or a workspace keeps logs, as records tell it."""

import pytest
from records import GROUP, UNKNOWN, estate, record, unknown

ACCOUNT = f"{GROUP}/providers/Microsoft.Storage/storageAccounts/logs"
WORKSPACE = f"{GROUP}/providers/Microsoft.OperationalInsights/workspaces/w"


def policy(*rules):
    id = f"{ACCOUNT}/managementPolicies/default"
    type = "microsoft.storage/storageaccounts/managementpolicies"
    (found,) = estate(record(type, {"policy": {"rules": list(rules)}}, id=id)).log_stores
    assert found.store.text == ACCOUNT
    return found


def deletion(days, *, enabled=True, kinds=("appendBlob",), prefixes=None, by="Modification"):
    return {
        "name": "r",
        "type": "Lifecycle",
        "enabled": enabled,
        "definition": {
            "filters": {"blobTypes": list(kinds), "prefixMatch": prefixes},
            "actions": {"baseBlob": {"delete": {f"daysAfter{by}GreaterThan": days}}},
        },
    }


@pytest.mark.parametrize(
    ("rules", "days"),
    [
        ([], None),
        ([deletion(30)], 30),
        ([deletion("30", by="Creation")], 30),
        ([deletion(90), deletion(7, by="LastAccessTime")], 7),
        ([deletion(30, prefixes=["insights-logs-operationallogs/"])], 30),
        ([deletion(30, prefixes=["insights-logs-"])], 30),
        ([deletion(30, prefixes=["insights-logs-operationallogs/resourceId="])], 30),
        ([deletion(30, prefixes=["backups/"])], None),
        ([deletion(30, kinds=["blockBlob"])], None),
        ([deletion(30, enabled=False)], None),
    ],
)
def test_what_deletes_logs(rules, days):
    assert policy(*rules).days == days


def test_what_is_not_told_is_unknown():
    assert unknown(policy(deletion(UNKNOWN)), "days")
    assert unknown(policy({"name": "r"}), "days")


@pytest.mark.parametrize(("properties", "days"), [({}, 30), ({"retentionInDays": 730}, 730)])
def test_a_workspace_keeps_thirty_days_unless_it_says_otherwise(properties, days):
    type = "microsoft.operationalinsights/workspaces"
    (found,) = estate(record(type, properties, id=WORKSPACE)).log_stores
    assert found.days == days


def tables(properties, name="AzureDiagnostics"):
    type = "microsoft.operationalinsights/workspaces/tables"
    return estate(record(type, properties, id=f"{WORKSPACE}/tables/{name}")).log_stores


@pytest.mark.parametrize(
    ("properties", "days"),
    [
        ({"retentionInDays": 7}, 7),
        ({"retentionInDays": "90"}, 90),
        ({"retentionInDays": 30, "totalRetentionInDays": 730}, 730),
        ({"retentionInDays": -1, "totalRetentionInDays": 365}, 365),
    ],
)
@pytest.mark.parametrize("name", ["AzureDiagnostics", "azurediagnostics"])
def test_a_table_of_these_logs_says_how_long_they_stay(properties, days, name):
    (found,) = tables(properties, name)
    assert (found.store.text, found.days, found.of_table) == (WORKSPACE, days, True)


@pytest.mark.parametrize(
    "given",
    [
        tables({}),
        tables({"retentionInDays": -1}),
        tables({"retentionInDays": -1, "totalRetentionInDays": -1}),
        tables({"retentionInDays": 4}, "Heartbeat"),
    ],
)
def test_a_table_that_says_nothing_of_these_logs_is_passed_over(given):
    assert given == ()


@pytest.mark.parametrize(
    ("properties", "name"),
    [
        ({"retentionInDays": UNKNOWN}, "AzureDiagnostics"),
        ({"retentionInDays": 7, "totalRetentionInDays": UNKNOWN}, "AzureDiagnostics"),
        ({"retentionInDays": 7}, "{parameters('table')}"),
    ],
)
def test_a_table_that_is_not_known_is_unknown(properties, name):
    (found,) = tables(properties, name)
    assert unknown(found, "days")
