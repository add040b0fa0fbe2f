"""What was deployed is what the program meant: every source tells the same, but for what it cannot say."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from deploying import PASSPHRASE

from hubwarden.api_versions import NEWEST
from hubwarden.commands.check import check
from hubwarden.commands.composition import compose
from hubwarden.context import EstateContext
from hubwarden.discovery import all_rules
from hubwarden.engine import run
from hubwarden.location import Location
from hubwarden.model.source_info import SourceInfo
from hubwarden.policy.baseline import load
from hubwarden.sources.estate_builder import build
from hubwarden.sources.pulumi.stack_records import SURROUNDINGS
from hubwarden.sources.record import Record

KEY_USES = {"NH206", "NH207", "NH208", "NH209"}

CANNOT_SAY = {
    # A preview hides secrets; the state opens with the passphrase, as the stack file does.
    # Neither tells where a key of an access rule goes: what holds one holds a text like any other.
    "preview": {"NH114", "NH117", "NH118", "NH201", "NH302"} | KEY_USES,
    "state": {"NH201", "NH302"} | KEY_USES,
    # Azure knows neither the settings of a consumer or an app, nor what a program marks and protects.
    "azure": {
        "NH107", "NH109", "NH110", "NH201", "NH202", "NH203", "NH204", "NH211", "NH302",
        "NH601",
        # It has access rules that it made itself, which were sent with no version.
        "NH603", "NH604",
    } | KEY_USES,
}  # fmt: skip
"""Rules that a source may leave undecided although the program decides them."""

BAD = {
    "environment": "production",
    "lock": False,
    "tier": "Free",
    "network": None,
    "logs": None,
    "metrics": None,
    "alerts.watch": ["bad-channel"],
    "apps.shop.registrationTtl": None,
    "apps.shop.apns.endpoint": "gateway.push.apple.com",
    "apps.shop.consumers.orders.rights": ["Listen", "Send", "Manage"],
    "owner": None,
}


def flat(one):
    """Return an ARM body in the spelling of a record."""
    properties = {key: one[key] for key in ("location", "tags", "sku") if key in one}
    properties |= one.get("properties") or {}
    for key, value in properties.items():
        if key.endswith("Credential") and isinstance(value, dict):
            properties[key] = value.get("properties", value)
    scope = one["id"].rpartition("/providers/")[0]
    for key, kind in (("resourceUri", "diagnosticsettings"), ("scope", "locks")):
        if one["type"].lower().endswith(kind):
            properties.setdefault(key, scope)
    return properties


def of_azure(dump, stack):
    """Return the results for what stands in the local Azure in the group of one stack."""
    group = f"/resourcegroups/lindenmarkt-{stack}-rg"
    records = [
        Record(
            type=item["type"].lower(),
            id=item["id"],
            name=item["id"].rpartition("/")[2],
            exact=True,
            location=Location("azure"),
            properties=flat(item),
            marked=None,
            api_version=NEWEST,
        )
        for item in dump["resources"]
        if group in item["id"].lower()
    ]
    info = SourceInfo("azure", "", (), SURROUNDINGS, ())
    estate = build(records, [], info=info, stack=stack)
    baseline = load(Path(__file__).parents[2] / "policies" / "baseline.yaml").baseline
    return run(all_rules(), EstateContext(baseline, date(2026, 1, 1), estate=estate)).results


def of_source(project, name):
    report = check(
        compose(
            project.root / "project",
            baseline_file=project.policies / "baseline.yaml",
            as_of=date(2026, 1, 1),
            made_at=datetime(2026, 1, 1, tzinfo=UTC),
            asked_by="tests",
        ),
        (name,),
    )
    assert report.gaps == report.crashes == ()
    return report.results


def verdicts(results):
    """Return outcome and message by rule and subject, whatever the subscription is."""
    found = {}
    for result in results:
        subject = result.subject.lower().partition("/resourcegroups/")[2] or result.kind
        subject = subject.replace("/authorizationrules/", "/rules/")
        if result.kind == "RoleGrant":
            # It stands below a vault whose name the engine makes up; its own name is the program's.
            subject = subject.rpartition("/")[2]
        found.setdefault((result.rule.id, result.kind, subject), set()).add(
            (result.outcome, result.message)
        )
    return found


def all_sources(deployed, stack, tmp_path):
    project = deployed.project
    preview, state = tmp_path / "preview.json", tmp_path / "state.json"
    known = project.preview(stack, "--json", "--show-sames")
    preview.write_text(known.out, encoding="utf-8")
    state.write_text(project.done("stack", "export", "--stack", stack).out, encoding="utf-8")
    return {
        "program": verdicts(of_source(project, f"program:{stack}")),
        "preview": verdicts(of_source(project, f"preview:{preview}")),
        "state": verdicts(of_source(project, f"state:{state}")),
        "azure": verdicts(of_azure(deployed.azure.dump(), stack)),
    }


def compare(told):
    meant = told.pop("program")
    assert len({rule for rule, _, _ in meant}) > 20
    for source, found in told.items():
        differ = {
            key: (meant.get(key), found.get(key))
            for key in meant.keys() | found.keys()
            if meant.get(key) != found.get(key)
        }
        unexplained = {key: how for key, how in differ.items() if key[0] not in CANNOT_SAY[source]}
        assert unexplained == {}, source
        for key, (item, other) in differ.items():
            outcomes = {str(outcome) for outcome, _ in other or set()}
            assert "pass" not in outcomes or item is None or outcomes == {o for o, _ in item}, key


@pytest.fixture(autouse=True)
def _passphrase(monkeypatch):
    monkeypatch.setenv("PULUMI_CONFIG_PASSPHRASE", PASSPHRASE)


@pytest.mark.parametrize("stack", ["prod", "test"])
def test_a_good_deployment_is_told_alike(deployed, stack, tmp_path):
    compare(all_sources(deployed, stack, tmp_path))


def test_a_bad_deployment_is_told_alike(deployed, tmp_path):
    project = deployed.project
    for path, value in BAD.items():
        project.setting("test", path, value)
    up = project.up("test")
    assert up.code == 0, up.errors or up.err
    known = all_sources(deployed, "test", tmp_path)
    failed = {
        rule for (rule, _, _), how in known["program"].items() if "fail" in {o for o, _ in how}
    }
    assert {"NH104", "NH202", "NH401", "NH503", "NH504", "NH505", "NH602"} <= failed
    compare(known)
