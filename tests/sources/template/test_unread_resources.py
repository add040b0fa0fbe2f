"""Resources of a template that may make something unseen, and those of Bicep extensions."""

import json

import pytest

from hubwarden.sources.template.template_source import read_template

NAMESPACE = {
    "type": "Microsoft.NotificationHubs/namespaces",
    "apiVersion": "2023-10-01-preview",
    "name": "ns",
    "location": "westeurope",
    "sku": {"name": "Standard"},
}


def read(folder, resource):
    path = folder / "t.json"
    schema = "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#"
    template = {
        "$schema": schema,
        "contentVersion": "1.0.0.0",
        "languageVersion": "2.0",
        "resources": {"ns": NAMESPACE, "other": resource},
    }
    path.write_text(json.dumps(template, indent=1))
    return read_template(path, None)


@pytest.mark.parametrize(
    "type_", ["Microsoft.Resources/deploymentScripts", "microsoft.resources/DEPLOYMENTSTACKS"]
)
def test_a_script_or_a_stack_is_a_gap_with_its_line(tmp_path, type_):
    estate = read(tmp_path, {"type": type_, "apiVersion": "2020-10-01", "name": "s"})
    (gap,) = estate.gaps
    assert type_.lower() in gap.what
    assert gap.location.line > 1
    assert len(estate.namespaces) == 1


def test_a_virtual_machine_is_none(tmp_path):
    machine = {"type": "Microsoft.Compute/virtualMachines", "apiVersion": "x", "name": "s"}
    assert not read(tmp_path, machine).gaps


@pytest.mark.parametrize("member", ["import", "extension"])
@pytest.mark.parametrize(
    ("type_", "gaps"),
    [
        ("Microsoft.Graph/applications@v1.0", 0),
        ("core/Service@v1", 0),
        ("Contoso.Push/hubs@v1", 1),
        (None, 1),
    ],
)
def test_a_resource_of_an_extension_needs_no_name(tmp_path, member, type_, gaps):
    estate = read(tmp_path, {member: "contoso", "type": type_, "properties": {"x": "y"}})
    assert len(estate.gaps) == gaps
    assert len(estate.namespaces) == 1
