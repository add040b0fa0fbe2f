import json
from pathlib import Path

import pytest
from template_records import evaluate, hub_and

from hubwarden.sources.template.template_source import read_template

DATA = Path(__file__).parents[2] / "data" / "templates"
BASE = "/subscriptions/{subscription().subscriptionId}/resourceGroups/{resourceGroup().name}"
SCHEMA = "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#"


@pytest.fixture
def data():
    return DATA


@pytest.fixture
def base():
    return BASE


@pytest.fixture
def run(tmp_path):
    """Evaluate a template that is given as text or by its sections."""

    def run(text=None, *, given=None, **sections):
        path = tmp_path / "template.json"
        if text is None:
            text = json.dumps({"$schema": SCHEMA, "resources": [], **sections}, indent=1)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        if given is None:
            return evaluate(path)
        values = tmp_path / "values.json"
        values.write_text(given if isinstance(given, str) else json.dumps({"parameters": given}))
        return evaluate(path, values)

    return run


@pytest.fixture
def value(run):
    """Return what one expression yields."""

    def value(expression, **sections):
        outputs = {"it": {"type": "string", "value": expression}}
        return run(outputs=outputs, **sections).outputs[0].value

    return value


@pytest.fixture
def hub(run):
    """Return the record of a hub with these properties."""

    def hub(properties, *, name="ns/hub", given=None, **sections):
        resource = {
            "type": "Microsoft.NotificationHubs/namespaces/notificationHubs",
            "name": name,
            "properties": properties,
        }
        return run(resources=[resource], given=given, **sections).records[0]

    return hub


@pytest.fixture
def estate(tmp_path):
    """Return the estate of a hub and further resources; an object has symbolic names."""

    def estate(resources, given=None, comment="", **sections):
        path, values = tmp_path / "template.json", tmp_path / "values.json"
        version = {"languageVersion": "2.0"} if isinstance(resources, dict) else {}
        sections = {"$schema": SCHEMA, "resources": hub_and(resources), **version, **sections}
        path.write_text(f"{comment}\n{json.dumps(sections)}" if comment else json.dumps(sections))
        if given is None:
            return read_template(path, None)
        handed = {name: {"value": value} for name, value in given.items()}
        values.write_text(json.dumps({"parameters": handed}))
        return read_template(path, values)

    return estate
