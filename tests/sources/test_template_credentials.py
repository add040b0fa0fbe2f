"""Credentials whose material a template takes from its parameters are looked into."""

import json
from datetime import UTC, date, datetime

import pytest

from hubwarden import reports
from hubwarden.commands.check import check
from hubwarden.commands.composition import compose
from hubwarden.report import Outcome
from hubwarden.sources.opening import project_root
from push_files import (
    PASSWORD,
    certificate,
    expiring,
    firebase_key,
    gives_away,
    signing_key,
    signing_key_file,
    vapid_keys,
)

TEMPLATE = """\
{
  "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
  "contentVersion": "1.0.0.0",
  "parameters": {
    "token": { "type": "securestring", "defaultValue": "" },
    "certificate": { "type": "securestring", "defaultValue": "" },
    "password": { "type": "securestring", "defaultValue": "" },
    "firebaseKey": { "type": "securestring" },
    "vapidPublic": { "type": "string" },
    "vapidPrivate": { "type": "securestring" }
  },
  "resources": [
    {
      "type": "Microsoft.NotificationHubs/namespaces",
      "apiVersion": "2023-10-01-preview",
      "name": "shop-ns",
      "location": "northeurope",
      "sku": { "name": "Standard" }
    },
    {
      "type": "Microsoft.NotificationHubs/namespaces/notificationHubs",
      "apiVersion": "2023-10-01-preview",
      "name": "shop-ns/shop",
      "location": "northeurope",
      "properties": {
        "apnsCredential": {
          "properties": {
            "endpoint": "https://api.push.apple.com:443/3/device",
            "token": "[parameters('token')]",
            "apnsCertificate": "[parameters('certificate')]",
            "certificateKey": "[parameters('password')]",
            "appName": "example.lindenmarkt.shop",
            "keyId": "KEYID00001",
            "appId": "TEAMID0001"
          }
        },
        "fcmV1Credential": {
          "properties": {
            "projectId": "lindenmarkt-shop",
            "clientEmail": "push@lindenmarkt-shop.iam.gserviceaccount.com",
            "privateKey": "[parameters('firebaseKey')]"
          }
        },
        "browserCredential": {
          "properties": {
            "subject": "mailto:push@example.com",
            "vapidPublicKey": "[parameters('vapidPublic')]",
            "vapidPrivateKey": "[parameters('vapidPrivate')]"
          }
        }
      }
    }
  ]
}
"""

PUBLIC, PRIVATE = vapid_keys()
GOOD = {
    "token": signing_key(),
    "firebaseKey": firebase_key(),
    "vapidPublic": PUBLIC,
    "vapidPrivate": PRIVATE,
}
REFERENCE = {
    "reference": {
        "keyVault": {
            "id": "/subscriptions/s/resourceGroups/g/providers/Microsoft.KeyVault/vaults/v"
        },
        "secretName": "push",
    }
}
JUDGED = {"NH111", "NH112", "NH113", "NH114", "NH115", "NH116", "NH117", "NH118", "NH119"} | {
    "NH308",
    "NH309",
}


def with_certificate(container, password=PASSWORD):
    return {"token": "", "certificate": container, "password": password}


@pytest.fixture
def judge(tmp_path, monkeypatch):
    """Return a function that judges the template with parameters as production."""
    monkeypatch.chdir(tmp_path)  # Away from this project: the packaged baseline holds.

    def judge(**changes):
        given = {**GOOD, **changes}
        body = {
            "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentParameters.json#",
            "contentVersion": "1.0.0.0",
            "parameters": {
                name: value if isinstance(value, dict) else {"value": value}
                for name, value in given.items()
                if value is not None
            },
        }
        template, parameters = tmp_path / "shop.json", tmp_path / "shop.parameters.json"
        template.write_text(TEMPLATE, encoding="utf-8")
        parameters.write_text(json.dumps(body, indent=2), encoding="utf-8")
        report = check(
            compose(
                project_root(None),
                environment="production",
                as_of=date(2026, 1, 1),
                made_at=datetime(2026, 1, 1, tzinfo=UTC),
                asked_by="test",
            ),
            (f"template:{template}",),
            parameters,
        )
        assert report.crashes == ()
        for name in reports.names():
            text = reports.find(name)(report, reports.Options(verbose=True))
            secrets = [item for item in given.values() if isinstance(item, str)]
            assert (
                gives_away(
                    text, [secret for secret in secrets if secret != PUBLIC and len(secret) > 16]
                )
                == []
            )
        return report

    return judge


def rules(report, outcome):
    return {item.rule.id for item in report.having(outcome)} & JUDGED


def lines(report, rule):
    return {
        TEMPLATE.splitlines()[item.location.line - 1].strip().partition(":")[0].strip('"')
        for item in report.having(Outcome.FAIL)
        if item.rule.id == rule
    }


def test_material_that_is_in_order_passes(judge):
    report = judge()
    assert rules(report, Outcome.PASS) == {"NH114", "NH116", "NH117", "NH118", "NH119"}
    assert rules(report, Outcome.FAIL) | rules(report, Outcome.UNDETERMINED) == set()
    report = judge(**with_certificate(certificate()))
    assert rules(report, Outcome.PASS) == JUDGED - {"NH114"}
    assert rules(report, Outcome.FAIL) | rules(report, Outcome.UNDETERMINED) == set()


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (
            with_certificate(certificate(sides=["sandbox"])),
            {"NH308": "apnsCertificate", "NH309": "apnsCertificate"},
        ),
        (with_certificate(expiring(-1)), {"NH112": "apnsCertificate"}),
        (with_certificate(certificate("example.lindenmarkt.courier")), {"NH115": "appName"}),
        (with_certificate(certificate(), "another password"), {"NH111": "apnsCertificate"}),
        ({"token": signing_key_file()}, {"NH114": "token"}),
        ({"firebaseKey": firebase_key("", "EC")}, {"NH117": "privateKey"}),
        (
            {"token": "@Microsoft.KeyVault(SecretUri=https://v.vault.azure.net/secrets/t)"},
            {"NH114": "token", "NH118": "token"},
        ),
        ({"vapidPrivate": vapid_keys(1)[1]}, {"NH119": "vapidPrivateKey"}),
    ],
    ids=[
        "the sandbox's certificate",
        "an expired certificate",
        "the certificate of another app",
        "a wrong password",
        "PEM lines left in",
        "an EC key for Firebase",
        "a reference that is no reference",
        "keys of two pairs",
    ],
)
def test_a_mistake_in_the_material(judge, changes, expected):
    report = judge(**changes)
    assert rules(report, Outcome.FAIL) == expected.keys()
    for rule, member in expected.items():
        # What several members tell together is found at one of them.
        wanted = {"subject", member} if rule == "NH119" else {member}
        assert lines(report, rule) <= wanted, rule


@pytest.mark.parametrize("unknown", [None, REFERENCE], ids=["no value", "a reference to a vault"])
def test_what_is_not_known_does_not_pass(judge, unknown):
    report = judge(firebaseKey=unknown, vapidPrivate=unknown, token=REFERENCE)
    assert rules(report, Outcome.UNDETERMINED) >= {"NH114", "NH117", "NH118", "NH119"}
    assert rules(report, Outcome.PASS) == {"NH116"}
    assert rules(report, Outcome.FAIL) == set()


def test_a_certificate_whose_password_is_not_known_does_not_pass(judge):
    report = judge(**with_certificate(certificate(), REFERENCE))
    about_certificates = JUDGED - {"NH114", "NH116", "NH117", "NH118", "NH119"}
    assert rules(report, Outcome.UNDETERMINED) == about_certificates | {"NH118"}
