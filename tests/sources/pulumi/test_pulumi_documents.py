"""What real previews and states tell, and what one edit of them changes."""

from typing import get_args

import pytest
from pulumi_documents import (
    CLEAN,
    DATA,
    KINDS,
    MARK,
    PROD,
    code,
    drop,
    judge,
    judged,
    load,
    named,
    rules_with,
    unsure,
)

from hubwarden.model.source_info import Kind
from hubwarden.report import Outcome
from hubwarden.sources.opening import open_source

# Every real document.


@pytest.mark.parametrize(
    ("kind", "name"), [(kind, name) for kind, names in CLEAN.items() for name in names]
)
def test_what_the_engine_wrote_of_a_sound_deployment_is_clean(kind, name):
    report = judge(f"{kind}:{DATA / name}.json")
    assert code(report) == 0
    assert report.gaps == report.crashes == ()
    assert not report.having(Outcome.FAIL)
    assert not unsure(report)
    assert len(report.having(Outcome.PASS)) >= 70
    assert report.evidence.environments == ("production" if "prod" in name else "sandbox",)


@pytest.mark.parametrize(
    ("kind", "name"), [(kind, name) for kind, names in CLEAN.items() for name in names]
)
def test_the_estate_that_a_real_document_tells_of(kind, name):
    estate = open_source(f"{kind}:{DATA / name}.json", None, None)
    prod = "prod" in name
    prefix = (
        f"{'birkenmarkt' if 'replacement' in name else 'lindenmarkt'}-{'prod' if prod else 'test'}"
    )
    (namespace,) = estate.namespaces
    assert namespace.name == f"{prefix}-ns"
    assert namespace.id.exact
    assert namespace.id.resource_group == f"{prefix}-rg"
    assert namespace.tier == ("Standard" if prod else "Basic")
    assert namespace.public_rights == {"Listen"}
    assert (namespace.protect, namespace.retain_on_delete) == (prod, prod)
    assert namespace.tags["environment"] == ("production" if prod else "sandbox")
    hubs = {hub.name: hub for hub in estate.hubs}
    assert set(hubs) == {f"{prefix}-shop", f"{prefix}-courier"}
    for hub in hubs.values():
        assert hub.namespace == namespace.id
        assert estate.namespace_of(hub) is namespace
        assert (hub.protect, hub.retain_on_delete) == (prod, prod)
        assert str(hub.origin.location).startswith("infra/hubwarden_pulumi/hub.py:")
    shop = hubs[f"{prefix}-shop"]
    assert shop.platforms == {"ios", "android"}
    assert hubs[f"{prefix}-courier"].platforms == {"android"}
    assert shop.credentials.apns.endpoint.startswith(
        "https://api.push.apple.com" if prod else "https://api.development.push.apple.com"
    )
    assert shop.credentials.apns.in_clear == shop.credentials.fcm_v1.in_clear == ()
    assert shop.credentials.apns.token.unknown["key"]
    assert hubs[f"{prefix}-courier"].credentials.apns is None
    own = {
        (rule.scope.name.removeprefix(f"{prefix}-"), rule.name): (
            rule.consumer,
            rule.role,
            rule.rights,
        )
        for rule in estate.access_rules
        if not rule.azure_default
    }
    assert own["shop", "phones"] == ("phones", "device", {"Listen"})
    assert own["shop", "orders"] == ("orders", "backend", {"Send"})
    other = "campaigns" if prod else "test-suite"
    assert own["shop", other][0] == other
    assert ("shop", "reports") in own or name != "preview-update-prod"
    assert len(own) == (6 if name == "preview-update-prod" else 5)
    assert len(estate.alerts) == 11
    assert all(set(alert.scopes) <= {hub.id for hub in hubs.values()} for alert in estate.alerts)
    (group,) = estate.action_groups
    assert all(alert.action_groups == (group.id,) for alert in estate.alerts)
    assert {diagnostic_setting.target for diagnostic_setting in estate.diagnostic_settings} == {
        namespace.id,
        *(hub.id for hub in hubs.values()),
    }
    assert {
        diagnostic_setting.target
        for diagnostic_setting in estate.diagnostic_settings
        if diagnostic_setting.to_storage
    } == {namespace.id}
    assert {
        diagnostic_setting.target
        for diagnostic_setting in estate.diagnostic_settings
        if diagnostic_setting.to_workspace
    } == {hub.id for hub in hubs.values()}
    assert [(lock.scope, lock.level) for lock in estate.locks] == (
        [(namespace.id, "CanNotDelete")] if prod else []
    )
    assert len(estate.role_grants) == (3 if prod else 0)
    (stack,) = estate.stacks
    assert (stack.name, stack.environment) == (
        ("prod", "production") if prod else ("test", "sandbox")
    )
    for item in (namespace, *hubs.values(), *estate.alerts, *estate.locks):
        assert item.origin.stack == stack.name
        assert item.origin.location.file.startswith("infra/hubwarden_pulumi/")
        assert item.origin.location.line
    assert {output.name for output in estate.outputs} == (
        {"hubs", "namespace", "secretNames", "vault"} if kind == "state" else {"(all)"}
    )
    assert not any(
        output.secret or (kind == "state" and output.holds_access_key) for output in estate.outputs
    )
    (info,) = estate.sources
    assert info.complete == set(get_args(Kind))
    assert info.cannot_tell


# One edit makes the right rule fail.


def set_in(name, *path, value):
    def edit(document):
        place = named(document, name)
        for key in path[:-1]:
            place = place[key]
        if value is None:
            del place[path[-1]]
        else:
            place[path[-1]] = value

    return edit


def without(name):
    return lambda document: drop(document, name)


EVERYTHING = ["Listen", "Send", "Manage"]
EDITS = {
    "Manage for a back end": (
        set_in("shop--orders.rule", "inputs", "rights", value=EVERYTHING),
        {"NH202", "NH203"},
    ),
    "Send for phones": (
        set_in("shop--phones.rule", "inputs", "rights", value=["Listen", "Send"]),
        {"NH203"},
    ),
    "token in clear": (
        set_in("shop.hub", "inputs", "apnsCredential", "token", value=MARK),
        {"NH109"},
    ),
    "private key in clear": (
        set_in("courier.hub", "inputs", "fcmV1Credential", "privateKey", value=MARK),
        {"NH109"},
    ),
    "sandbox endpoint": (
        set_in(
            "shop.hub",
            *("inputs", "apnsCredential", "endpoint"),
            value="https://api.development.push.apple.com:443/3/device",
        ),
        {"NH301"},
    ),
    "Basic": (set_in("namespace", "inputs", "sku", "name", value="Basic"), {"NH501", "NH502"}),
    "Free": (set_in("namespace", "inputs", "sku", "name", value="Free"), {"NH501", "NH502"}),
    "namespace without protect": (set_in("namespace", "protect", value=None), {"NH601"}),
    "hub without protect": (set_in("shop.hub", "protect", value=None), {"NH601"}),
    "not retained": (set_in("namespace", "retainOnDelete", value=None), {"NH601"}),
    "no lock": (without("lock"), {"NH601"}),
    "no alert": (without("shop.outgoing.allpns.pnserror"), {"NH505"}),
    "alert switched off": (
        set_in("shop.outgoing.allpns.pnserror", "inputs", "enabled", value=False),
        {"NH505", "NH506"},
    ),
    "no logs": (without("namespace-logs"), {"NH503"}),
    "no metrics": (without("shop.metrics"), {"NH504"}),
    "no access control lists": (
        set_in("namespace", "inputs", "networkAcls", value=None),
        {"NH401"},
    ),
    "Send from everywhere": (
        set_in(
            "namespace", "inputs", "networkAcls", "publicNetworkRule", value={"rights": EVERYTHING}
        ),
        {"NH401"},
    ),
    "no owner": (set_in("namespace", "inputs", "tags", "owner", value=None), {"NH602"}),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", EDITS)
def test_one_edit_makes_the_right_rule_fail(tmp_path, kind, name):
    edit, expected = EDITS[name]
    document = load(PROD[kind])
    edit(document)
    report = judged(tmp_path, kind, document)
    failed = rules_with(report, Outcome.FAIL)
    # A value that stands in clear is looked at, and other rules may say more of it.
    assert failed == expected or ("in clear" in name and expected <= failed)
    assert code(report) == 1
    assert all(item.location is not None for item in report.having(Outcome.FAIL))
    assert not report.gaps
    assert not report.crashes
