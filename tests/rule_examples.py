"""Runs the examples on the pages of the rules through the real readers and the engine.

An example shows what a rule is about and no more. What it does not show is filled in with what complies, on the lines that
are there, so that a comment in a bad example still stands on the line that the rule points at.

- ```` ```json ````: an ARM template: a resource, a list of them, or sections of a template (``outputs``). The namespace
  ``shop-ns`` with the hub ``shop`` is completed; of any other kind, the example shows all that there is. Parameters
  are declared as it uses them. A value in angle brackets (``"<a certificate for ...>"``) is a file that
  ``rule_example_files`` makes, handed over as a secret parameter; it hands over a value for every other parameter, too.
- ```` ```diff ````: the same, declared (``-``) and live (``+``); lines without a sign are both. It is judged as ``drift`` does.
- ```` ```yaml ````: settings of ``Pulumi.prod.yaml`` of the example program, in place of those that it has.

- ```` ```csv ````: a history without its column ``resource``, which is read as ``telemetry:`` reads it, for the hub ``shop``.

A second block, ```` ```yaml ```` with ``version: 1``, is the baseline that an example is judged by.
"""

import json
import re
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, get_args

import yaml
from msgspec import structs

from hubwarden.arm_templates.json_with_lines import parse
from hubwarden.context import EstateContext
from hubwarden.diagnosis.joining import telemetry_of
from hubwarden.discovery import all_rules
from hubwarden.drift.comparison import compare
from hubwarden.engine import run
from hubwarden.metrics.figures import STANDARD
from hubwarden.metrics.history_reading import read_histories
from hubwarden.metrics.onsets import onsets
from hubwarden.model.base import Subject
from hubwarden.model.build import Build
from hubwarden.model.credential_file import CredentialFile
from hubwarden.model.estate import Estate
from hubwarden.model.source_info import Kind
from hubwarden.policy.baseline import load
from hubwarden.policy.demands import ConsumerPattern
from hubwarden.policy.waivers import Waivers
from hubwarden.report import FAILING
from hubwarden.rule_page import BAD, GOOD, sections
from hubwarden.sources.opening import open_source
from hubwarden.sources.template.template_source import read_template
from rule_example_builds import HUB as HUB_OF_BUILDS
from rule_example_builds import shows_build, with_files
from rule_example_files import handed, made
from rule_example_filling import completed, missing_resources, with_resources
from rule_example_previews import previewed, shows_step

TOP = Path(__file__).resolve().parent.parent
NONE = Waivers()
HUB_OF_HISTORY = (
    "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/push/providers/"
    "Microsoft.NotificationHubs/namespaces/shop-ns/notificationHubs/shop"
)
STACK = TOP / "Pulumi.prod.yaml"
BREAKS = re.compile(r"\bbreaks? (NH\d{3}(?:(?:, | and )NH\d{3})*)")
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)

SCHEMA = "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#"


@dataclass(frozen=True)
class Example:
    """A fenced block of a page: its language and its text."""

    language: str
    text: str
    baseline: str = ""
    """A baseline that it is judged by, which a second block shows; empty for the one that ships."""
    about: type = Subject
    """What its rule judges."""

    def comment(self, line: str) -> str:
        """Return what stands behind the comment sign of a line; empty where there is none."""
        sign = {"yaml": " # ", "xml": " <!-- "}.get(self.language, " // ")
        return line.partition(sign)[2].removesuffix(" -->")

    @property
    def comments(self) -> list[str]:
        """The comments, which stand on the lines that the rule points at."""
        return [found for line in self.text.splitlines() if (found := self.comment(line))]


@dataclass(frozen=True)
class Verdict:
    """What the rules say of an example."""

    results: tuple
    folder: Path
    """Where the files are that were judged."""

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
        text = (self.folder / result.location.file).read_text(encoding="utf-8")
        return text.splitlines()[result.location.line - 1]


def examples(rule) -> tuple[Example, Example]:
    """Return the bad and the good example of a rule."""
    written = sections(rule)
    return _example(rule, written[BAD]), _example(rule, written[GOOD])


def _example(rule, section: str) -> Example:
    (language, text), *further = BLOCK.findall(section)
    baselines = [block for kind, block in further if kind == "yaml" and "version: 1" in block]
    assert len(further) == len(baselines) <= 1, f"{rule.id}: an example, and at most a baseline"
    return Example(language, text, "".join(baselines), rule.subject)


def breaks_too(rule, head: str) -> list[str]:
    """Return the rules that an example breaks besides, as the words of its section say: "It breaks NH101, too."."""
    words = BLOCK.sub("", sections(rule)[head])
    return sorted({id for found in BREAKS.findall(words) for id in re.findall(r"NH\d{3}", found)})


def judged(example: Example, beside: Example, folder: Path, waivers: Waivers = NONE) -> Verdict:
    """Judge an example; kinds of resources that the one ``beside`` it shows are not filled in either."""
    if example.language == "diff":
        return _judged_difference(example, folder, waivers)
    if example.language == "csv":
        return _judged_history(example, folder, waivers)
    if example.language == "yaml":
        return _judged_program(example, folder, waivers)
    return _judged_template(example, beside, folder, waivers)


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


def _judged_template(example: Example, beside: Example, folder: Path, waivers: Waivers) -> Verdict:
    template = folder / "azuredeploy.json"
    if shows_step(example.text):
        template.write_text(example.text)
        estate = previewed(example.text, folder)
        return _verdict(_context(example, estate, template, waivers), folder)
    built = shows_build(example.language, example.text)
    hub = replace(example, text=HUB_OF_BUILDS) if built else example
    estate = _estate(hub, beside if hub is example else hub, template)
    if example.about in (Build, CredentialFile):
        estate = with_files(estate, example.about, example.text if built else "", folder)
    context = _context(example, estate, template, waivers)
    return _verdict(context, folder)


def _estate(example: Example, beside: Example, template: Path, *, sides: bool = False) -> Estate:
    """Write an example as a whole template, with values for its parameters, and read it."""
    text, given = _sections(example.text)
    own = given.get("resources", [])
    files = dict.fromkeys(re.findall(r'"<([^<>"]+)>"', text))
    for number, words in enumerate(files):
        text = text.replace(f'"<{words}>"', f"\"[parameters('file{number}')]\"")
    for resource in own:
        text = completed(text, resource)
    text = with_resources(text, missing_resources(own, resources_of(beside), sides=sides))
    names = sorted(set(re.findall(r"parameters\('(\w+)'\)", text)))
    declared = json.dumps({name: {"type": "securestring"} for name in names})
    values = template.with_suffix(".values.json")
    template.write_text(f'{{"$schema": "{SCHEMA}", "parameters": {declared},\n{text}\n}}')
    given_values = {name: handed(name) for name in names}
    given_values |= {f"file{number}": made(words) for number, words in enumerate(files)}
    values.write_text(
        json.dumps({"parameters": {key: {"value": value} for key, value in given_values.items()}})
    )
    estate = read_template(template, values, template.parent)
    assert estate.gaps == (), estate.gaps
    return estate


def _context(example: Example, estate: Estate, template: Path, waivers: Waivers) -> EstateContext:
    baseline = _baseline_of(example, template.parent)
    return EstateContext(
        estate=estate,
        baseline=_with_names(baseline if example.baseline else _demanding(baseline)),
        as_of=date(2026, 1, 1),
        waivers=waivers,
        stated_environment=None if "shop-test" in template.read_text() else "production",
    )


def _judged_difference(example: Example, folder: Path, waivers: Waivers) -> Verdict:
    """Judge what differs between the lines that are declared and those that are live."""
    return judged_sides(side(example, "-"), side(example, "+"), folder, waivers)


def judged_sides(mine: Example, its: Example, folder: Path, waivers: Waivers = NONE) -> Verdict:
    """Judge what differs between what is declared and what is live, as ``drift`` does."""
    declared_at, live_at = folder / "azuredeploy.json", folder / "live.json"
    declared = _estate(mine, its, declared_at, sides=True)
    live = _estate(its, mine, live_at, sides=True)
    # As the answers of Azure do, the live side tells all that there is.
    sources = tuple(replace(info, complete=frozenset(get_args(Kind))) for info in live.sources)
    estate = Estate(
        sources=declared.sources,
        namespaces=declared.namespaces,
        hubs=declared.hubs,
        changes=compare(declared, replace(live, sources=sources)).changes,
    )
    return _verdict(_context(mine, estate, declared_at, waivers), folder)


def side(example: Example, sign: str) -> Example:
    """Return one side of a difference: what is declared (``-``) or what is live (``+``)."""
    lines = [line[1:] for line in example.text.splitlines() if line[:1] in (" ", sign)]
    return Example("json", "\n".join(lines), example.baseline)


def _judged_history(example: Example, folder: Path, waivers: Waivers) -> Verdict:
    head, *rows = example.text.strip().splitlines()
    path = folder / "history.csv"
    lines = [f"{head},resource", *(f"{row},{HUB_OF_HISTORY}" for row in rows)]
    path.write_text("\n".join(lines), encoding="utf-8")
    histories = read_histories(path, path.name)
    limits = {HUB_OF_HISTORY: STANDARD}
    dated = {HUB_OF_HISTORY: tuple(onsets(*histories))}
    telemetry = tuple(telemetry_of(histories, Estate(), limits, dated))
    return _verdict(
        EstateContext(
            estate=Estate(telemetry=telemetry),
            baseline=_with_names(_baseline_of(example, folder)),
            as_of=date(2026, 1, 1),
            waivers=waivers,
        ),
        folder,
    )


def _verdict(context: EstateContext, folder: Path) -> Verdict:
    judgement = run(all_rules(), context)
    assert judgement.crashes == ()
    return Verdict(judgement.results, folder)


def _baseline_of(example: Example, folder: Path):
    """Return the baseline of an example, on top of the one that ships."""
    if not example.baseline:
        return load(None).baseline
    path = folder / "baseline.yaml"
    path.write_text(example.baseline, encoding="utf-8")
    return load(path).baseline


def _demanding(baseline):
    """Return a baseline that demands what the packaged one leaves open, and knows four consumers."""
    environments = {
        name: structs.replace(
            demands,
            roles={**demands.roles, "registering-backend": ("Listen", "Send")},
            role_needs={**demands.role_needs, "registering-backend": ("Listen", "Send")},
        )
        for name, demands in baseline.environments.items()
    }
    environments["production"] = structs.replace(environments["production"], **FURTHER_DEMANDS)
    return structs.replace(baseline, environments=environments, consumers=CONSUMERS)


FURTHER_DEMANDS = {
    "key_age_days": 365,
    "registration_days": 90,
    "regions": ("*europe",),
    "log_retention_days": 365,
}
CONSUMERS = (
    ConsumerPattern("phones", "device"),
    ConsumerPattern("orders", "backend"),
    ConsumerPattern("campaigns", "registering-backend"),
    ConsumerPattern("deployer", "tooling"),
)


def _with_names(baseline):
    """Return a baseline in which the names of namespaces and hubs tell two environments apart."""
    names = {"production": ("shop-ns", "shop"), "sandbox": ("shop-test-ns", "shop-test")}
    return structs.replace(
        baseline,
        environments={
            name: structs.replace(demands, match=structs.replace(demands.match, names=names[name]))
            for name, demands in baseline.environments.items()
        },
    )


# What the fix does


def fixed(rule, bad: Example, good: Example) -> Example:
    """Return a bad example after the requests that the page of a rule names, with the good example as their body."""
    methods = {(change.type.lower(), change.method) for change in rule.changes}
    found = {(item["type"], item["name"]): item for item in resources_of(bad)}
    wanted = {(item["type"], item["name"]): item for item in resources_of(good)}
    for key, item in wanted.items():
        kind = key[0].lower()
        if (kind, "PATCH") in methods and key in found:
            found[key] = _merged(found[key], item)
        elif {(kind, "PATCH"), (kind, "PUT")} & methods:
            found[key] = item
    for key in found.keys() - wanted.keys():
        if (key[0].lower(), "DELETE") in methods:
            del found[key]
    return replace(bad, text=json.dumps(list(found.values()), indent=2))


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


def _judged_program(example: Example, folder: Path, waivers: Waivers) -> Verdict:
    for item in ("Pulumi.yaml", "infra"):
        (folder / item).symlink_to(TOP / item)
    stack = folder / "Pulumi.prod.yaml"
    stack.write_text(with_settings(example.text), encoding="utf-8")
    estate = open_source("program:prod", folder, None)
    context = EstateContext(
        estate=estate,
        baseline=_baseline_of(example, folder),
        as_of=date(2026, 1, 1),
        waivers=waivers,
    )
    return _verdict(context, folder)


def with_settings(text: str) -> str:
    """Return the stack file of the example's production with some settings in place of its own."""
    own = STACK.read_text(encoding="utf-8")
    given = text.removeprefix("config:\n")
    for key in re.findall(r"^  ([\w:-]+):", given, re.MULTILINE):
        own = re.sub(rf"^  {key}:.*\n(?:(?:    .*|\s*|  #.*)\n)*", "", own, flags=re.MULTILINE)
    return f"{own}{given}"


def with_changed_settings(text: str) -> dict[str, Any]:
    """Return the settings of that stack file after what a page tells to set in it."""
    own, given = (yaml.safe_load(item)["config"] for item in (STACK.read_text("utf-8"), text))
    return _laid_over(own, given)


def _laid_over(value: Any, change: Any) -> Any:
    if not (isinstance(value, dict) and isinstance(change, dict)):
        return change
    return {**value, **{key: _laid_over(value.get(key), item) for key, item in change.items()}}
