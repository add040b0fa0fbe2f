"""Where a fault in a certificate is shown."""

import json

import push_files
from hubwarden.sources.template.template_source import read_template

HUB = "Microsoft.NotificationHubs/namespaces/notificationHubs"


def place(tmp_path, **values):
    """Return the line of the template at which what is in the certificate is shown."""
    names = ("certificate", "password")
    properties = {
        "apnsCertificate": "[parameters('certificate')]",
        "certificateKey": "[parameters('password')]",
    }
    resource = {
        "type": HUB,
        "apiVersion": "2023-09-01",
        "name": "ns/hub",
        "properties": {"apnsCredential": {"properties": properties}},
    }
    template = {
        "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
        "parameters": {name: {"type": "securestring"} for name in names},
        "resources": [resource],
    }
    path, handed = tmp_path / "a.json", tmp_path / "values.json"
    path.write_text(json.dumps(template, indent=1), encoding="utf-8")
    given = {name: {"value": value} for name, value in values.items()}
    handed.write_text(json.dumps({"parameters": given}), encoding="utf-8")
    (hub,) = read_template(path, handed).hubs
    lines = path.read_text(encoding="utf-8").splitlines()
    certificate = hub.credentials.apns.certificate
    return lines[certificate.origin.at("content.not_after").line - 1]


def test_what_is_in_a_certificate_stands_where_the_certificate_does(tmp_path):
    line = place(tmp_path, certificate=push_files.certificate(), password=push_files.PASSWORD)
    assert "apnsCertificate" in line


def test_a_password_that_nobody_knows_is_what_is_missing(tmp_path):
    assert "certificateKey" in place(tmp_path, certificate=push_files.certificate())
