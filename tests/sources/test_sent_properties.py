"""What is judged is what is sent: properties that an API version does not have are not set."""

import json
from datetime import UTC, date, datetime

import pytest
from records import HUB_TYPE, NAMESPACE_TYPE, UNKNOWN, estate, hub, namespace, record, unknown

from hubwarden.api_versions import ADDED, DOCUMENTED, LISTED, NEWEST
from hubwarden.commands.check import check
from hubwarden.commands.composition import compose
from hubwarden.model.base import Undetermined
from hubwarden.report import Outcome
from hubwarden.rule import Severity
from hubwarden.sources.opening import project_root
from hubwarden.unknown import Unknown

ACLS = {"networkAcls": {"publicNetworkRule": {"rights": ["Listen"]}}}
FCM = {
    "fcmV1Credential": {
        "clientEmail": "a@b.iam.gserviceaccount.com",
        "privateKey": "k",
        "projectId": "b",
    }
}
TOKEN = {
    "token": "k",
    "keyId": "ABC123DEFG",
    "appId": "TEAM123456",
    "appName": "a.b",
    "endpoint": "e",
}


def version_of(type, properties, version):
    (found,) = estate(record(type, properties, api_version=version)).api_versions
    return found


@pytest.mark.parametrize("version", DOCUMENTED)
@pytest.mark.parametrize(
    ("type", "path"), [(type, path) for type, added in ADDED.items() for path in added]
)
def test_every_property_in_every_version(type, path, version):
    properties = {}
    inner = properties
    *above, last = path.split(".")
    for part in above:
        inner = inner.setdefault(part, {})
    inner[last] = {"name": "Standard"} if last == "sku" else "value"
    since = ADDED[type][path]
    unsupported = version_of(type, properties, version).unsupported
    expected = DOCUMENTED.index(version) < DOCUMENTED.index(since)
    assert bool(unsupported) is expected
    assert (above[0] if above and above[0] in unsupported else path) in unsupported or not expected


def test_network_lists_under_an_old_version_leave_the_namespace_open():
    assert namespace(ACLS).public_rights == {"Listen"}
    old = namespace(ACLS, api_version="2017-04-01")
    assert old.public_rights == {"Listen", "Send", "Manage"}


@pytest.mark.parametrize(
    ("given", "version", "reason"),
    [
        (
            {"sku": {"name": "Standard"}},
            "2014-09-01",
            "the API version has no sku.name, so that Azure ignores",
        ),
        ({}, "2014-09-01", "the source declares no sku.name"),
        ({}, NEWEST, "the source declares no sku.name"),
    ],
)
def test_what_is_ignored_is_not_called_undeclared(given, version, reason):
    with pytest.raises(Undetermined) as caught:
        namespace(given, api_version=version).tier  # noqa: B018 - reading it raises
    assert caught.value.reason.startswith(reason)
    assert ("NH603" in caught.value.reason) == bool(given)


def test_a_credential_under_an_old_version_is_not_set():
    assert hub(FCM).credentials.fcm_v1 is not None
    assert hub(FCM, api_version="2023-09-01").credentials.fcm_v1 is None


def test_a_credential_of_a_namespace_under_an_old_version_is_not_set():
    given = {"pnsCredentials": {**FCM, "gcmCredential": {"googleApiKey": "k"}}}
    old = namespace(given, api_version="2023-09-01").credentials
    assert old.fcm_v1 is None
    assert old.fcm_legacy is not None
    assert namespace(given, api_version="2017-04-01").credentials.fcm_legacy is None


def test_members_of_a_credential_came_later_than_the_credential():
    given = {"apnsCredential": TOKEN}
    assert hub(given, api_version="2017-04-01").credentials.apns.token is not None
    old = hub(given, api_version="2016-03-01").credentials.apns
    assert old.token is None
    assert old.endpoint == "e"
    assert set(version_of(HUB_TYPE, given, "2016-03-01").unsupported) == {
        f"apnsCredential.{name}" for name in ("token", "keyId", "appId", "appName")
    }


@pytest.mark.parametrize(
    "version",
    ["2020-01-01-preview", "2023-10-01", "2031-01-01", Unknown("{v}", "a parameter has no value")],
)
def test_where_nobody_tells_what_a_version_has_the_property_is_not_known(version):
    assert unknown(namespace(ACLS, api_version=version), "public_rights")
    assert unknown(hub(FCM, api_version=version).credentials, "fcm_v1")
    sent = version_of(NAMESPACE_TYPE, ACLS, version)
    with pytest.raises(Undetermined, match="networkAcls"):
        _ = sent.unsupported
    assert version_of(NAMESPACE_TYPE, {"tags": {}}, version).unsupported == {}


def test_what_came_before_a_version_without_a_document_is_set():
    given = {"sku": {"name": "Basic"}}
    assert namespace(given, api_version="2020-01-01-preview").tier == "Basic"
    assert unknown(namespace(given, api_version=Unknown("{v}", "why")), "tier")


def test_letter_case_of_a_version_does_not_matter():
    assert hub(FCM, api_version="2023-10-01-PREVIEW").credentials.fcm_v1 is not None
    assert hub(FCM, api_version="2023-01-01-Preview").credentials.fcm_v1 is None


@pytest.mark.parametrize("empty", [None, {}, [], ""])
def test_an_empty_value_sets_nothing(empty):
    assert version_of(NAMESPACE_TYPE, {"networkAcls": empty}, "2017-04-01").unsupported == {}


def test_a_value_that_is_not_known_may_be_none():
    for given, type in (
        ({"networkAcls": UNKNOWN}, NAMESPACE_TYPE),
        ({"pnsCredentials": UNKNOWN}, NAMESPACE_TYPE),
        ({"apnsCredential": UNKNOWN}, HUB_TYPE),
    ):
        assert unknown(version_of(type, given, "2016-03-01"), "unsupported")
        assert version_of(type, given, NEWEST).unsupported == {}


def test_the_record_itself_is_not_changed():
    given = {"apnsCredential": dict(TOKEN)}
    hub(given, api_version="2014-09-01")
    assert given == {"apnsCredential": TOKEN}


# Templates


def judged(folder, *resources, **sections):
    template = {
        "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
        "contentVersion": "1.0.0.0",
        "resources": list(resources),
        **sections,
    }
    path = folder / "template.json"
    path.write_text(json.dumps(template, indent=1))
    settings = compose(
        project_root(None),
        environment="production",
        as_of=date(2026, 1, 1),
        made_at=datetime(2026, 1, 1, tzinfo=UTC),
        asked_by="test",
    )
    return check(settings, (f"template:{path}",))


def spaces(version, **more):
    return {
        "type": "Microsoft.NotificationHubs/namespaces",
        "name": "ns",
        "location": "northeurope",
        "sku": {"name": "Standard"},
        "properties": {"networkacls": ACLS["networkAcls"]},
        **({} if version is None else {"apiVersion": version}),
        **more,
    }


def outcomes(report, rule):
    return {result.outcome for result in report.results if result.rule.id == rule}


def test_a_template_names_the_line_of_the_property(tmp_path):
    report = judged(tmp_path, spaces("2017-04-01"))
    (found,) = [item for item in report.having(Outcome.FAIL) if item.rule.id == "NH603"]
    lines = (tmp_path / "template.json").read_text().splitlines()
    assert "networkacls" in lines[found.location.line - 1]


PARAMETER = {"type": "string", "defaultValue": "2017-04-01"}


@pytest.mark.parametrize(
    ("version", "sections", "rule", "expected"),
    [
        ("[parameters('v')]", {"parameters": {"v": PARAMETER}}, "NH603", Outcome.FAIL),
        ("[variables('v')]", {"variables": {"v": "2017-04-01"}}, "NH603", Outcome.FAIL),
        (
            "[parameters('v')]",
            {"parameters": {"v": {"type": "string"}}},
            "NH603",
            Outcome.UNDETERMINED,
        ),
        (
            "[parameters('v')]",
            {"parameters": {"v": {"type": "string"}}},
            "NH604",
            Outcome.UNDETERMINED,
        ),
        (None, {"apiProfile": "2018-06-01-hybrid"}, "NH604", Outcome.UNDETERMINED),
        (None, {}, "NH604", Outcome.FAIL),
        (None, {}, "NH603", Outcome.UNDETERMINED),
        (["2017-04-01"], {}, "NH604", Outcome.FAIL),
        ("2023-09-01", {}, "NH603", Outcome.PASS),
    ],
)
def test_where_a_template_takes_its_version_from(tmp_path, version, sections, rule, expected):
    report = judged(tmp_path, spaces(version), **sections)
    assert outcomes(report, rule) == {expected}
    assert expected is Outcome.PASS or report.exit_code(Severity.LOW) != 0


def test_a_version_from_a_secure_parameter_is_not_shown(tmp_path):
    parameter = {"type": "securestring", "defaultValue": "2001-01-01"}
    report = judged(tmp_path, spaces("[parameters('v')]"), parameters={"v": parameter})
    assert outcomes(report, "NH604") == {Outcome.UNDETERMINED}
    assert not any("2001-01-01" in item.message for item in report.results)


def test_children_and_nested_deployments_have_versions_of_their_own(tmp_path):
    child = {
        "type": "notificationHubs",
        "name": "hub",
        "apiVersion": "2023-09-01",
        "properties": {"fcmV1Credential": {"properties": FCM["fcmV1Credential"]}},
    }
    nested = {
        "type": "Microsoft.Resources/deployments",
        "apiVersion": "2022-09-01",
        "name": "inner",
        "properties": {
            "mode": "Incremental",
            "template": {"resources": [spaces("2016-03-01", name="in")]},
        },
    }
    report = judged(tmp_path, spaces(NEWEST, resources=[child]), nested)
    found = {
        (item.subject.rpartition("/")[2], item.field)
        for item in report.having(Outcome.FAIL)
        if item.rule.id == "NH603"
    }
    assert found == {("hub", "fcmV1Credential"), ("in", "networkAcls")}


@pytest.mark.parametrize("version", [*sorted(LISTED), "2019-01-01"])
@pytest.mark.parametrize(
    "properties", [ACLS, {"publicNetworkAccess": "Disabled"}, {"pnsCredentials": FCM}]
)
def test_another_version_never_makes_a_namespace_clean(tmp_path, properties, version):
    newest = judged(tmp_path, spaces(NEWEST, properties=properties)).exit_code(Severity.LOW)
    other = judged(tmp_path, spaces(version, properties=properties)).exit_code(Severity.LOW)
    assert other or not newest


@pytest.mark.parametrize(
    ("type", "properties", "path"),
    [
        (NAMESPACE_TYPE, {"minimumTlsVersion": "1.2"}, "minimumTlsVersion"),
        (NAMESPACE_TYPE, {"networkAcl": {"ipRules": []}}, "networkAcl"),
        (NAMESPACE_TYPE, {"networkAcls": {"defaultAction": "Deny"}}, "networkAcls.defaultAction"),
        (HUB_TYPE, {"apnsCredentials": {"keyId": "x"}}, "apnsCredentials"),
        (HUB_TYPE, {"fcmV1Credential": {"project": "x"}}, "fcmV1Credential.project"),
        (HUB_TYPE, {"apnsCredential": {"k3y": "x"}}, "apnsCredential.(a name that is not shown)"),
    ],
)
def test_what_no_version_has_is_not_set(type, properties, path):
    assert version_of(type, properties, NEWEST).unsupported == {path: ""}


@pytest.mark.parametrize(
    ("type", "properties"),
    [
        (
            NAMESPACE_TYPE,
            {"SKU": {"name": "Free"}, "tags": {"anything": "x"}, "minimumTlsVersion": ""},
        ),
        (HUB_TYPE, {"APNSCredential": {"KEYID": "x"}, "registrationTtl": "P1D"}),
        (f"{NAMESPACE_TYPE}/authorizationrules", {"rights": ["Listen"], "whatever": "x"}),
    ],
)
def test_what_a_version_has_is_set_however_it_is_spelled(type, properties):
    assert version_of(type, properties, NEWEST).unsupported == {}


def test_what_stands_beside_properties_is_not_set(tmp_path):
    lists = {"ipRules": [], "publicNetworkRule": {"rights": []}}
    inside = judged(tmp_path, spaces(NEWEST, properties={"networkAcls": lists}))
    assert outcomes(inside, "NH401") == {Outcome.PASS}
    beside = judged(tmp_path, spaces(NEWEST, properties={}, networkAcls=lists))
    assert Outcome.FAIL in outcomes(beside, "NH401")
    (found,) = [item for item in beside.having(Outcome.FAIL) if item.rule.id == "NH603"]
    assert found.message.startswith("networkAcls stands beside properties and not inside")
    assert found.location.line


KEY = "-----BEGIN PRIVATE KEY-----\\nMIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg"


@pytest.mark.parametrize(
    "hub",
    [
        {"apnsCredential": {"properties": {"token": KEY}}, "properties": {}},
        {"properties": {"apnsCredential": {"token": KEY, "keyId": "ABC123DEFG"}}},
        {"fcmV1Credential": {"properties": {"privateKey": KEY}}},
        {"comment": KEY, "properties": {}},
        {"properties": {"gcmCredential": {"googleApiKey": "an opaque key"}}},
    ],
    ids=["beside", "a flat credential", "no properties", "another member", "without a form"],
)
def test_a_secret_at_a_wrong_place_is_in_clear_and_not_set(tmp_path, hub):
    own = {"type": "Microsoft.NotificationHubs/namespaces/notificationHubs", "name": "ns/hub"}
    report = judged(tmp_path, spaces(NEWEST), {**own, "apiVersion": NEWEST, **hub})
    failed = {item.rule.id for item in report.having(Outcome.FAIL)}
    assert {"NH206", "NH603"} <= failed
    assert KEY[-20:] not in repr(report)


def test_a_strange_property_that_may_be_null_is_undetermined():
    found = version_of(HUB_TYPE, {"apnsCredentials": UNKNOWN}, NEWEST)
    assert unknown(found, "unsupported")
    certain = Unknown("{x}", "it is a parameter", present=True)
    found = version_of(HUB_TYPE, {"apnsCredentials": certain}, NEWEST)
    assert found.unsupported == {"apnsCredentials": ""}
