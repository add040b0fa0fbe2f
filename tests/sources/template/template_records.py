"""What a template makes, as the rest of a source has it."""

from dataclasses import dataclass, replace

from hubwarden.arm_templates import evaluation
from hubwarden.arm_templates.deployed import Gap
from hubwarden.sources.record import OutputRecord, Record
from hubwarden.sources.template.flatten import plain
from hubwarden.sources.template.records import outputs_of, records_of

NAMESPACES = "Microsoft.NotificationHubs/namespaces"
HUBS = f"{NAMESPACES}/notificationHubs"
RULES = f"{HUBS}/authorizationRules"
FULL = "DefaultFullSharedAccessSignature"
API = "2023-10-01-preview"
KEYS = f"listKeys(resourceId('{RULES}', 'ns', 'hub', '{FULL}'), '{API}').primaryConnectionString"


@dataclass(frozen=True)
class Evaluated:
    records: tuple[Record, ...]
    outputs: tuple[OutputRecord, ...]
    gaps: tuple[Gap, ...]


def evaluate(template, parameters=None):
    deployment = evaluation.evaluate(template, parameters)
    # As they are evaluated: that a value which is not known can be no key is told elsewhere.
    outputs = tuple(
        replace(record, value=plain(output.value, deployment, lambda _symbol: False))
        for record, output in zip(outputs_of(deployment), deployment.outputs, strict=True)
    )
    return Evaluated(records_of(deployment), outputs, deployment.gaps)


def site(value, name="api", setting="Push"):
    """Return a web app with one setting."""
    settings = [{"name": setting, "value": value}]
    return {
        "type": "Microsoft.Web/sites",
        "apiVersion": "2022-03-01",
        "name": name,
        "properties": {"siteConfig": {"appSettings": settings}},
    }


def hub_and(resources):
    """Return a hub and further resources; an object has symbolic names."""
    own = [
        {"type": NAMESPACES, "apiVersion": API, "name": "ns"},
        {"type": HUBS, "apiVersion": API, "name": "ns/hub"},
    ]
    if isinstance(resources, dict):
        return {"ns": own[0], "hub": own[1]} | resources
    return [*own, *resources]
