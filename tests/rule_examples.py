"""Runs the examples on the pages of the rules through the real readers and the engine.

An example shows what a rule is about and no more. What it does not show is filled in with what complies, on the lines that
are there, so that a comment in a bad example still stands on the line that the rule points at.

- ```` ```json ````: an ARM template: a resource, a list of them, or sections of a template (``outputs``). The namespace
  ``shop-ns`` with the hub ``shop`` is completed; of any other kind, the example shows all that there is. Parameters
  are declared as it uses them. A value in angle brackets (``"<a certificate for ...>"``) is a file that
  ``rule_example_files`` makes, handed over as a secret parameter.
- ```` ```yaml ````: settings of ``Pulumi.prod.yaml`` of the example program, in place of those that it has.
"""

import json
import re
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from msgspec import structs

from hubwarden.api_versions import NEWEST
from hubwarden.arm_templates.json_with_lines import parse
from hubwarden.context import EstateContext
from hubwarden.discovery import all_rules
from hubwarden.engine import run
from hubwarden.facts import CONCERNS, metrics_for
from hubwarden.policy.baseline import load
from hubwarden.report import FAILING
from hubwarden.rule_page import BAD, GOOD, sections
from hubwarden.sources.opening import open_source
from hubwarden.sources.template.template_source import read_template
from rule_example_files import made

TOP = Path(__file__).resolve().parent.parent
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)

HUBS = "Microsoft.NotificationHubs/namespaces"
NAMESPACE = f"[resourceId('{HUBS}', 'shop-ns')]"
HUB = f"[resourceId('{HUBS}/notificationHubs', 'shop-ns', 'shop')]"
GROUP = "[resourceId('Microsoft.Insights/actionGroups', 'on-call')]"
LOGS = "[resourceId('Microsoft.Storage/storageAccounts', 'shoplogs')]"
METRICS = "[resourceId('Microsoft.OperationalInsights/workspaces', 'shop')]"


@dataclass(frozen=True)
class Example:
    """A fenced block of a page: its language and its text."""

    language: str
    text: str

    def comment(self, line: str) -> str:
        """Return what stands behind the comment sign of a line; empty where there is none."""
        return line.partition(" # " if self.language == "yaml" else " // ")[2]

    @property
    def comments(self) -> list[str]:
        """The comments, which stand on the lines that the rule points at."""
        return [found for line in self.text.splitlines() if (found := self.comment(line))]


@dataclass(frozen=True)
class Verdict:
    """What the rules say of an example."""

    results: tuple
    lines: tuple[str, ...]
    """The lines of the file that was judged."""

    def failing(self, rule):
        return [item for item in self.results if item.rule is rule and item.outcome in FAILING]

    @property
    def broken(self):
        """The ids of the rules that fail."""
        return sorted({item.rule.id for item in self.results if item.outcome in FAILING})

    def outcomes(self, rule):
        return {item.outcome for item in self.results if item.rule is rule}

    def text_at(self, result):
        """Return the line that a result points at."""
        return self.lines[result.location.line - 1]


def examples(rule) -> tuple[Example, Example]:
    """Return the bad and the good example of a rule."""
    written = sections(rule)
    bad, good = (BLOCK.findall(written[head]) for head in (BAD, GOOD))
    assert len(bad) == len(good) == 1, f"{rule.id} has not one bad and one good example"
    return Example(*bad[0]), Example(*good[0])


def judged(example: Example, beside: Example, folder: Path) -> Verdict:
    """Judge an example; kinds of resources that the one ``beside`` it shows are not filled in either."""
    if example.language == "yaml":
        return _judged_program(example, folder)
    return _judged_template(example, beside, folder)


# Templates


def resources_of(example: Example) -> list[dict[str, Any]]:
    """Return the resources that an example shows."""
    return _sections(example.text)[1].get("resources", [])


def _sections(text: str) -> tuple[str, dict[str, Any]]:
    """Return an example as sections of a template: as text without the outer braces, and as data."""
    text = text.strip()
    if text.startswith("["):
        text = f'"resources": {text}'
    elif "resources" in (whole := parse(text, "example")) or "type" not in whole:
        text = text.removeprefix("{").removesuffix("}")
    else:
        text = f'"resources": [{text}]'
    return text, parse(f"{{{text}}}", "example")


def _judged_template(example: Example, beside: Example, folder: Path) -> Verdict:
    text, given = _sections(example.text)
    shown = [*given.get("resources", ()), *resources_of(beside)]
    files = dict.fromkeys(re.findall(r'"<([^<>"]+)>"', text))
    for number, words in enumerate(files):
        text = text.replace(f'"<{words}>"', f"\"[parameters('file{number}')]\"")
    for resource in given.get("resources", ()):
        text = _completed(text, resource)
    further = [json.dumps(item) for item in _further(shown)]
    text = _with_resources(text, further)
    names = sorted(set(re.findall(r"parameters\('(\w+)'\)", text)))
    declared = json.dumps({name: {"type": "securestring"} for name in names})
    template, values = folder / "azuredeploy.json", folder / "values.json"
    template.write_text(f'{{"$schema": "{SCHEMA}", "parameters": {declared},\n{text}\n}}')
    handed = {f"file{number}": {"value": made(words)} for number, words in enumerate(files)}
    values.write_text(json.dumps({"parameters": handed}))
    estate = read_template(template, values, folder)
    assert estate.gaps == (), estate.gaps
    two = "shop-test-ns" in text
    context = EstateContext(
        estate=estate,
        baseline=_BASELINE,
        as_of=date(2026, 1, 1),
        stated_environment=None if two else "production",
    )
    return _verdict(context, template)


def _verdict(context: EstateContext, file: Path) -> Verdict:
    judgement = run(all_rules(), context)
    assert judgement.crashes == ()
    return Verdict(judgement.results, tuple(file.read_text(encoding="utf-8").splitlines()))


def _baseline():
    """Return the baseline that ships, in which names of namespaces tell two environments apart."""
    baseline = load(None).baseline
    named = {"production": ("shop-ns",), "sandbox": ("shop-test-ns",)}
    return structs.replace(
        baseline,
        environments={
            name: structs.replace(demands, match=structs.replace(demands.match, names=named[name]))
            for name, demands in baseline.environments.items()
        },
    )


_BASELINE = _baseline()
SCHEMA = "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#"


def _completed(text: str, resource: Any) -> str:
    """Fill a resource in with what it does not show, on the lines that it has."""
    whole = _WHOLE.get((resource["type"], resource.get("name", "").replace("-test", "")), {})
    lacking = {key: value for key, value in whole.items() if key not in resource}
    if resource["type"].startswith("Microsoft.NotificationHubs/"):
        lacking.setdefault("apiVersion", NEWEST)
    own, all_of_it = resource.get("properties"), whole.get("properties", {})
    # The place of this resource: its name stands in no other one.
    at = text.index(f'"name": "{resource["name"]}"') if "name" in resource else 0
    if own is not None and (missing := {k: v for k, v in all_of_it.items() if k not in own}):
        start = text.index('"properties": {', at) + len('"properties": {')
        text = f"{text[:start]}{_members(missing)}{',' if own else ''}{text[start:]}"
    lacking.pop("apiVersion", None) if "apiVersion" in resource else None
    return f"{text[:at]}{_members(lacking)}{',' if lacking else ''}{text[at:]}"


def _members(values: dict[str, Any]) -> str:
    return json.dumps(values)[1:-1]


def _with_resources(text: str, further: list[str]) -> str:
    if not re.search(r'"resources": \[', text):
        return f'{text.rstrip().rstrip(",")},\n"resources": [{", ".join(further)}]'
    head, between, tail = re.split(r'("resources": \[)', text, maxsplit=1)
    return f"{head}{between}{''.join(f'{item}, ' for item in further)}{tail}"


def _further(shown: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return what complies and is of no kind that the example shows."""
    kinds = {item["type"].lower() for item in shown if item["type"] not in _COMPLETED}
    names = {(item["type"], item["name"]) for item in shown if item["type"] in _COMPLETED}
    return [
        item
        for item in _RESOURCES
        if item["type"].lower() not in kinds and (item["type"], item["name"]) not in names
    ]


_COMPLETED = (HUBS, f"{HUBS}/notificationHubs")
_TAGS = {"application": "shop", "environment": "production", "owner": "team-a"}


def _alert(metric: str) -> dict[str, Any]:
    criterion = {
        "name": "it",
        "criterionType": "StaticThresholdCriterion",
        "metricName": metric,
        "operator": "GreaterThan",
        "threshold": 0,
        "timeAggregation": "Total",
    }
    return {
        "type": "Microsoft.Insights/metricAlerts",
        "apiVersion": "2018-03-01",
        "name": metric,
        "location": "global",
        "properties": {
            "enabled": True,
            "severity": 1,
            "scopes": [HUB],
            "windowSize": "PT15M",
            "evaluationFrequency": "PT5M",
            "criteria": {
                "odata.type": "Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria",
                "allOf": [criterion],
            },
            "actions": [{"actionGroupId": GROUP}],
        },
    }


def _setting(name: str, scope: str, **properties: Any) -> dict[str, Any]:
    return {
        "type": "Microsoft.Insights/diagnosticSettings",
        "apiVersion": "2021-05-01-preview",
        "name": name,
        "scope": scope,
        "properties": properties,
    }


_RESOURCES = [
    {
        "type": HUBS,
        "apiVersion": NEWEST,
        "name": "shop-ns",
        "location": "northeurope",
        "tags": _TAGS,
        "sku": {"name": "Standard"},
        "properties": {
            "publicNetworkAccess": "Enabled",
            "zoneRedundancy": "Enabled",
            "replicationRegion": "Default",
            "networkAcls": {"ipRules": [], "publicNetworkRule": {"rights": ["Listen"]}},
        },
    },
    {
        "type": f"{HUBS}/notificationHubs",
        "apiVersion": NEWEST,
        "name": "shop-ns/shop",
        "location": "northeurope",
        "properties": {"registrationTtl": "90.00:00:00"},
    },
    _setting(
        "logs",
        NAMESPACE,
        storageAccountId=LOGS,
        logs=[{"category": "OperationalLogs", "enabled": True}],
    ),
    _setting(
        "metrics",
        HUB,
        workspaceId=METRICS,
        metrics=[{"category": "AllMetrics", "enabled": True}],
    ),
    *(
        _alert(metric)
        for concern in CONCERNS
        for metric in metrics_for(concern, ("apns", "fcm_v1", "wns"))
    ),
    {
        "type": "Microsoft.Insights/actionGroups",
        "apiVersion": "2023-01-01",
        "name": "on-call",
        "location": "global",
        "properties": {
            "enabled": True,
            "groupShortName": "on-call",
            "emailReceivers": [{"name": "team", "emailAddress": "push@example.com"}],
        },
    },
    {
        "type": "Microsoft.Authorization/locks",
        "apiVersion": "2020-05-01",
        "name": "keep",
        "scope": NAMESPACE,
        "properties": {"level": "CanNotDelete"},
    },
]
_WHOLE = {(item["type"], item["name"]): item for item in _RESOURCES}


# What the fix does


def fixed(rule, bad: Example, good: Example) -> Example:
    """Return a bad example after the requests that the page of a rule names, with the good example as their body."""
    methods = {change.type.lower(): change.method for change in rule.changes}
    found = {(item["type"], item["name"]): item for item in resources_of(bad)}
    wanted = {(item["type"], item["name"]): item for item in resources_of(good)}
    for key, item in wanted.items():
        method = methods.get(key[0].lower())
        if method == "PATCH" and key in found:
            found[key] = _merged(found[key], item)
        elif method in ("PATCH", "PUT"):
            found[key] = item
    for key in found.keys() - wanted.keys():
        if methods.get(key[0].lower()) == "DELETE":
            del found[key]
    return Example("json", json.dumps(list(found.values()), indent=2))


def _merged(value: Any, patch: Any) -> Any:
    """Lay properties over others; a credential is sent and set as a whole."""
    if not (isinstance(value, dict) and isinstance(patch, dict)):
        return patch
    return {
        **value,
        **{
            key: item if key.endswith("Credential") else _merged(value.get(key), item)
            for key, item in patch.items()
        },
    }


# Programs


def _judged_program(example: Example, folder: Path) -> Verdict:
    for item in ("Pulumi.yaml", "infra"):
        (folder / item).symlink_to(TOP / item)
    stack = folder / "Pulumi.prod.yaml"
    stack.write_text(with_settings(example.text), encoding="utf-8")
    estate = open_source("program:prod", folder, None)
    context = EstateContext(
        estate=replace(estate), baseline=load(None).baseline, as_of=date(2026, 1, 1)
    )
    return _verdict(context, stack)


def with_settings(text: str) -> str:
    """Return the stack file of the example's production with some settings in place of its own."""
    own = (TOP / "Pulumi.prod.yaml").read_text(encoding="utf-8")
    given = re.sub(r"\Aconfig:\n", "", text)
    for key in re.findall(r"^  ([\w:-]+):", given, re.MULTILINE):
        own = re.sub(rf"^  {key}:.*\n(?:(?:    .*|\s*|  #.*)\n)*", "", own, flags=re.MULTILINE)
    return f"{own}{given}"
