"""Types, inputs and providers of azure-native tell the API version of what they make."""

import pytest
from pulumi_documents import KINDS, code, estate, judged, named, resources, small

from hubwarden.report import Outcome
from hubwarden.sources.pulumi.registered import Registered
from hubwarden.sources.pulumi.sent_versions import api_versions
from hubwarden.unknown import Unknown

SHORT = "notificationhubs:Namespace"
PROVIDER = "urn:pulumi:dev::shop::pulumi:providers:azure-native::"


def version(
    type=f"azure-native:{SHORT}", *, provider="", provider_version="", given=None, **inputs
):
    made = [
        Registered(
            "urn",
            type,
            "ns",
            custom=True,
            inputs=inputs,
            secrets=None,
            provider=provider,
            provider_version=provider_version,
        )
    ]
    if given is not None:
        kind = "pulumi:providers:azure-native"
        made.append(
            Registered(provider, kind, "own", custom=True, inputs={"version": given}, secrets=None)
        )
    found, assumed = api_versions(made)
    return found["urn"], bool(assumed)


@pytest.mark.parametrize(
    ("type", "expected"),
    [
        ("azure-native:notificationhubs/v20170401:Namespace", "2017-04-01"),
        ("azure-native:notificationhubs/v20140901:NotificationHub", "2014-09-01"),
        ("azure-native:notificationhubs/v20230101preview:Namespace", "2023-01-01-preview"),
        ("azure-native_notificationhubs_v20230901:notificationhubs:Namespace", "2023-09-01"),
        (
            "azure-native_notificationhubs_v20231001preview:notificationhubs:NotificationHub",
            "2023-10-01-preview",
        ),
        (
            "azure-native:notificationhubs/v20160301:NamespaceAuthorizationRule",
            "2016-03-01",
        ),
        ("azure-native:notificationhubs/v9:Namespace", "9"),
    ],
)
def test_the_type_tells(type, expected):
    assert version(type) == (expected, False)


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({"provider_version": "3.29.0"}, "2023-10-01-preview"),
        ({"provider_version": "2.90.0"}, "2023-01-01-preview"),
        ({"provider_version": "1.104.0"}, "2017-04-01"),
        ({"provider": f"{PROVIDER}default_2_87_0"}, "2023-01-01-preview"),
        ({"provider": f"{PROVIDER}default_3_29_0"}, "2023-10-01-preview"),
        ({"provider": f"{PROVIDER}own", "given": "2.1.0"}, "2023-01-01-preview"),
        ({"provider_version": "2.90.0", "azureApiVersion": "2023-09-01"}, "2023-09-01"),
    ],
)
def test_the_provider_tells_unless_the_inputs_do(told, expected):
    assert version(**told) == (expected, False)


def test_where_nothing_tells_it_is_assumed_and_said():
    assert version() == ("2023-10-01-preview", True)
    assert version(provider=f"{PROVIDER}default") == ("2023-10-01-preview", True)


def test_what_a_later_provider_sends_is_not_known():
    found, assumed = version(provider_version="4.0.0")
    assert isinstance(found, Unknown)
    assert not assumed


def test_a_contradiction_is_not_known():
    found, _ = version(
        "azure-native:notificationhubs/v20170401:Namespace", azureApiVersion="2023-09-01"
    )
    assert isinstance(found, Unknown)


def test_other_services_are_not_asked_for():
    assert api_versions(
        [
            Registered(
                "urn", "azure-native:keyvault:Vault", "v", custom=True, inputs={}, secrets=None
            )
        ]
    ) == ({}, ())


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "type",
    [
        "azure-native:notificationhubs/v20170401:NotificationHub",
        "azure-native_notificationhubs_v20230901:notificationhubs:NotificationHub",
    ],
)
def test_documents_with_an_old_type(tmp_path, kind, type):
    document = small(kind)
    hub = named(document, "shop.hub")
    assert hub["inputs"]["fcmV1Credential"]
    hub["type"] = type
    hub["inputs"].pop("azureApiVersion", None)
    report = judged(tmp_path, kind, document)
    assert code(report) == 1
    assert {item.field for item in report.having(Outcome.FAIL) if item.rule.id == "NH603"} == {
        "fcmV1Credential"
    }


@pytest.mark.parametrize("kind", KINDS)
def test_documents_say_what_they_assume(tmp_path, kind):
    document = small(kind)
    (info,) = estate(tmp_path, kind, document).sources
    assert not any("azure-native" in text for text in info.cannot_tell)
    for item in resources(document):
        (item.get("inputs") or {}).pop("azureApiVersion", None)
        item["provider"] = f"{PROVIDER}default::id" if item["custom"] else ""
    (info,) = estate(tmp_path, kind, document).sources
    assert any(
        "azure-native makes the notification hubs: 3 is assumed" in text
        for text in info.cannot_tell
    )
