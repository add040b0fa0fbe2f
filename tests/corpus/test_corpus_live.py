"""Recorded answers of the service, served to the real clients.

The folder is named by HUBWARDEN_CORPUS; where it is missing, this fails.
"""

import json
import os
from collections import defaultdict
from pathlib import Path

import pytest

from hubwarden.model.base import Undetermined
from hubwarden.sources.azure.azure_options import AzureOptions
from hubwarden.sources.azure.azure_source import read_azure
from sources.azure.conftest import azure, tls  # noqa: F401 - fixtures

NAMED = os.environ.get("HUBWARDEN_CORPUS") and Path(os.environ["HUBWARDEN_CORPUS"]).resolve()
PUSH = "/providers/microsoft.notificationhubs/namespaces"


@pytest.fixture(scope="module")
def recorded():
    """Return every recorded resource of the service by its id, lists taken apart."""
    assert NAMED, "HUBWARDEN_CORPUS names no folder"
    found = {}
    for path in sorted((NAMED / "arm-recorded").rglob("*.json")):
        document = json.loads(path.read_text(encoding="utf-8"))
        body = document.get("body", document)
        for item in body.get("value", [body]) if isinstance(body, dict) else []:
            if isinstance(item, dict) and PUSH in str(item.get("id", "")).lower():
                found.setdefault(str(item["id"]).lower(), item)
    actions = ("/pnscredentials", "/checknotificationhubavailability")
    return {id: item for id, item in found.items() if not id.endswith(actions)}


def served(recorded, subscription):
    """Return the answers of one subscription, by their lower-case path."""
    lists = defaultdict(list)
    around = f"/subscriptions/{subscription}"
    for id, item in recorded.items():
        if id.startswith(f"{around}/"):
            above = id.rpartition("/")[0]
            lists[f"{around}{PUSH}" if above.endswith(PUSH) else above].append(item)
    for namespace in lists[f"{around}{PUSH}"]:
        id = str(namespace["id"]).lower()
        holders = [id, *(str(hub["id"]).lower() for hub in lists[f"{id}/notificationhubs"])]
        _ = lists[f"{id}/privateendpointconnections"]
        for holder in holders:
            _ = lists[f"{holder}/authorizationrules"]
            _ = lists[f"{holder}/providers/microsoft.insights/diagnosticsettings"]
    for kind in (
        *("insights/metricalerts", "insights/actiongroups", "alertsmanagement/actionrules"),
        *("authorization/locks", "authorization/roleassignments", "authorization/roledefinitions"),
        *("authorization/denyassignments", "authorization/roleeligibilityscheduleinstances"),
    ):
        _ = lists[f"{around}/providers/microsoft.{kind}"]
    # Whoever reads has a role, so that an empty list would be a gap.
    lists[f"{around}/providers/microsoft.authorization/roleassignments"].append(
        {"id": f"{around}/x", "properties": {"scope": around}}
    )
    return {path: {"value": items} for path, items in lists.items()}


def test_every_recorded_resource_is_read(recorded, azure):  # noqa: F811
    subscriptions = {id.split("/")[2] for id in recorded}
    assert len(recorded) > 10
    read = set()
    for subscription in sorted(item for item in subscriptions if len(item) == 36):
        azure.subscriptions = [subscription]
        azure.answers = served(recorded, subscription)
        estate = read_azure(subscription, AzureOptions())
        assert [gap for gap in estate.gaps if gap.what != "Notification Hubs"] == []
        for item in (*estate.namespaces, *estate.hubs, *estate.access_rules):
            read.add(str(item.id).lower())
        for item in estate.access_rules:
            assert item.rights
        for item in estate.namespaces:
            with pytest.raises(Undetermined):
                _ = item.replication_region
        for item in estate.hubs:
            assert item.registration_ttl is None or item.registration_ttl.days > 1
    namespaces = {id for id in recorded if "/" not in id.partition(f"{PUSH}/")[2]}
    messaging = {
        id for id in namespaces
        if str(recorded[id].get("properties", {}).get("namespaceType")).lower() == "messaging"
    }  # fmt: skip
    # What lies in a namespace that was not recorded itself is not listed by anybody.
    known = {
        id for id in recorded if len(id.split("/")[2]) == 36
        and "/".join(id.split("/")[:9]) in namespaces - messaging
        and ("/notificationhubs/" not in id or "/".join(id.split("/")[:11]) in recorded)
    }  # fmt: skip
    assert known <= read | messaging
