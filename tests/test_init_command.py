"""``hubwarden init`` in folders of other people's projects, and the first check after it."""

import json
import os
import re
import shlex
import shutil
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from hubwarden.cli import main
from hubwarden.discovery import all_rules
from hubwarden.location import Location
from hubwarden.model.base import Origin, ResourceId, make
from hubwarden.model.estate import Estate
from hubwarden.model.resources import Namespace
from hubwarden.model.source_info import SourceInfo
from hubwarden.policy.baseline import load
from hubwarden.policy.baseline_checks import TO_BE_SAID
from hubwarden.sources import finding
from sources.saved.test_save_folder import save

DATA = Path(__file__).parent / "data"
FILES = ("PulumiPolicy.yaml", "__main__.py", "baseline.yaml")
SOURCE = "azure:00000000-0000-0000-0000-00000000000a"
GROUP = f"/subscriptions/{SOURCE.partition(':')[2]}/resourceGroups/rg-prod-acme"
CANARY = "c4n4ry-c4n4ry-c4n4ry-c4n4ry-c4n4ry-c4n4ry-A="

PROGRAM = """\
from pulumi_azure_native import notificationhubs as nh

nh.Namespace("ns", namespace_name="acme-ns", resource_group_name="acme", sku={"name": "Free"})
nh.NotificationHub("hub", notification_hub_name="acme", namespace_name="acme-ns", resource_group_name="acme")
for name, rights in (("app", ["Listen"]), ("jobs", ["Send"]), ("ops", ["Listen", "Send", "Manage"])):
    nh.NotificationHubAuthorizationRule(
        name, authorization_rule_name=name, notification_hub_name="acme", namespace_name="acme-ns",
        resource_group_name="acme", rights=rights,
    )
"""

TEMPLATE = {
    "$schema": "https://schema.management.azure.com/schemas/2015-01-01/deploymentTemplate.json#",
    "contentVersion": "1.0.0.0",
    "parameters": {"ns": {"type": "string"}},
    "resources": [
        {
            "type": "Microsoft.NotificationHubs/namespaces",
            "apiVersion": "2017-04-01",
            "name": "[parameters('ns')]",
            "location": "westeurope",
            "sku": {"name": "Basic"},
        },
        {
            "type": "Microsoft.NotificationHubs/namespaces/notificationHubs",
            "apiVersion": "2017-04-01",
            "name": "[concat(parameters('ns'), '/orders')]",
            "location": "westeurope",
            "dependsOn": ["[parameters('ns')]"],
            "properties": {},
        },
    ],
}


def state(stack, group, *, rights=("Send",), key=None):
    """Return what ``pulumi stack export`` writes of a small project by others."""
    start = f"urn:pulumi:{stack}::acme::"
    place = {"namespaceName": "acme-ns", "resourceGroupName": group}
    kinds = {
        "Namespace": {**place, "location": "westeurope", "sku": {"name": "Free"}},
        "NotificationHub": {**place, "notificationHubName": "acme", "location": "westeurope"},
        "NotificationHubAuthorizationRule": {
            **place,
            "notificationHubName": "acme",
            "authorizationRuleName": "jobs",
            "rights": list(rights),
        },
    }
    if key:
        kinds["NotificationHub"]["gcmCredential"] = {"googleApiKey": key}
    resources = [
        {
            "urn": f"{start}pulumi:pulumi:Stack::acme-{stack}",
            "type": "pulumi:pulumi:Stack",
            "custom": False,
        }
    ]
    for kind, inputs in kinds.items():
        token = f"azure-native:notificationhubs:{kind}"
        resources.append(
            {"urn": f"{start}{token}::{kind}", "type": token, "custom": True, "inputs": inputs}
        )
    return {"version": 3, "deployment": {"resources": resources}}


def write(path, content):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")


def program(folder):
    write(folder / "Pulumi.yaml", "name: acme\nruntime: python\n")
    write(folder / "Pulumi.dev.yaml", "config: {}\n")
    write(folder / "Pulumi.eu-west.yaml", "config: {}\n")
    write(folder / "__main__.py", PROGRAM)


def typescript(folder):
    write(folder / "Pulumi.yaml", "name: acme\nruntime: nodejs\n")
    write(folder / "Pulumi.prod.yaml", "config: {}\n")
    write(folder / "preview.json", (DATA / "pulumi/preview-first-prod.json").read_text("utf-8"))


def templates(folder):
    write(folder / "infra/main.json", TEMPLATE)
    write(folder / "infra/main.parameters.json", {"parameters": {"ns": {"value": "acme-ns"}}})
    write(folder / "infra/other.json", TEMPLATE)
    shutil.copy(DATA / "templates/estate.json", folder / "with-comments.json")


# By name: what a folder holds, and the sources that are found in it.
FOLDERS = {
    "a Python program": (program, {"program:dev", "program:eu-west"}),
    "a program of another language, with a preview": (typescript, {"preview:preview.json"}),
    "templates": (
        templates,
        {"template:infra/main.json", "template:infra/other.json", "template:with-comments.json"},
    ),
    "a state that is recognised": (
        lambda folder: write(folder / "a.json", state("prod", "rg-acme")),
        {"state:a.json"},
    ),
    "a state that is not": (
        lambda folder: write(folder / "b/c.json", state("blue", "acme", rights=["Manage"])),
        {"state:b/c.json"},
    ),
    "a state that fits two environments": (
        lambda folder: write(folder / "a.json", state("prod-test", "rg-dev-acme")),
        {"state:a.json"},
    ),
    "a file of the engine's own backend": (
        lambda folder: write(
            folder / "a.json",
            {"version": 3, "checkpoint": {"latest": state("x", "y")["deployment"]}},
        ),
        {"state:a.json"},
    ),
}


def run(*arguments):
    result = CliRunner().invoke(main, [str(argument) for argument in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def found(result):
    return set(re.findall(r"^found: (\S+)", result.stdout, re.MULTILINE))


def checks(result):
    """Return the arguments of each check that is said to be next."""
    lines = re.findall(r"^next: hubwarden (check .*)$", result.stdout, re.MULTILINE)
    return [shlex.split(line) for line in lines]


def left_open(arguments):
    """Return exit code, what a check leaves open and whether something could not be read."""
    result = run(*arguments, "--format", "json")
    report = json.loads(result.stdout)
    items = [item for item in report["results"] if item["outcome"] == "undetermined"]
    kind = arguments[1].partition(":")[0]
    asked = {
        (item["rule"], f"{kind}:*", item["field"]) for item in items if not item.get("accepted")
    }
    return result.exit_code, asked, report["gaps"]


def answered(text):
    """Return a baseline with each answer that it suggests, and a reason where only a person has one."""
    text = re.sub(r"^( *)# ", r"\1", text, flags=re.MULTILINE)
    for placeholder in TO_BE_SAID:
        text = text.replace(placeholder, "The platform team does.")
    return text


def questions(text):
    """Return what a baseline asks: rule, source and field, or the kind that may be made elsewhere."""
    data = yaml.safe_load(answered(text))
    taken = {(item["rule"], item["source"], item["field"]) for item in data.get("accepted", [])}
    elsewhere = data.get("provided_elsewhere", [])
    return taken, {(item["source"], f"Estate.{item['kind']}") for item in elsewhere}


@pytest.mark.parametrize(("make", "sources"), FOLDERS.values(), ids=FOLDERS)
def test_the_first_check_leaves_open_what_the_baseline_asks_and_no_more(folder, make, sources):
    make(folder)
    result = run("init")
    assert result.exit_code == 0
    assert found(result) == sources
    path = folder / "policies/baseline.yaml"
    text = path.read_text(encoding="utf-8")
    rules = {rule.id: rule.severity for rule in all_rules()}
    assert load(path, rules)
    taken, elsewhere = questions(text)
    assert {arguments[1] for arguments in checks(result)} == sources
    for arguments in checks(result):
        code, asked, _ = left_open(arguments)
        assert code in {0, 1, 3}
        for rule, source, field in asked:
            assert (
                field in ("environment", "AccessRule.role")
                or (rule, source, field) in taken
                or (source, field) in elsewhere
            )
    # Who gives each answer that is suggested leaves nothing open, but what could not be read.
    path.write_text(answered(text), encoding="utf-8")
    assert load(path, rules)
    for arguments in checks(result):
        code, asked, gaps = left_open(arguments)
        assert asked == set()
        assert code in {0, 1} or gaps


def test_what_is_recognised_is_written_and_what_is_not_is_asked(folder):
    program(folder)
    run("init")
    text = (folder / "policies/baseline.yaml").read_text(encoding="utf-8")
    data = yaml.safe_load(text)
    assert data["environments"] == {"sandbox": {"match": {"stacks": ["dev"]}}}
    assert "consumers" not in data
    full = yaml.safe_load(answered(text))
    assert full["environments"]["eu-west"] == {
        "extends": "production",
        "match": {"stacks": ["eu-west"]},
    }
    assert full["consumers"] == [
        {"rule": "app", "role": "device"},
        {"rule": "jobs", "role": "backend"},
        {"rule": "ops", "role": "tooling"},
    ]
    assert "## Which environment is stack eu-west (hubs: acme)?" in text


@pytest.mark.parametrize(("name", "assumed"), [(None, True), ("shop-prod-ns", False)])
def test_an_environment_that_nothing_names_is_assumed_and_said_to_be(folder, name, assumed):
    template = json.loads(json.dumps(TEMPLATE))
    if name is not None:
        text = json.dumps(template).replace("[parameters('ns')]", name)
        template = json.loads(text)
    (folder / "azuredeploy.json").write_text(json.dumps(template), encoding="utf-8")
    said = run("init").stdout
    assert ("production is assumed" in said) == assumed
    assert ("--environment production" in said) == assumed


def test_roles_that_are_told_are_no_question(folder):
    write(folder / "state.json", (DATA / "pulumi/state-prod.json").read_text("utf-8"))
    run("init")
    data = yaml.safe_load((folder / "policies/baseline.yaml").read_text(encoding="utf-8"))
    assert {item["rule"]: item["role"] for item in data["consumers"]} == {
        "campaigns": "backend",
        "dispatch": "backend",
        "orders": "backend",
        "phones": "device",
    }


def test_a_program_of_another_language_is_told_what_to_write(folder):
    typescript(folder)
    (folder / "preview.json").unlink()
    result = run("init")
    assert "pulumi preview --json --show-sames > preview.json" in result.stdout
    assert "pulumi stack export > state.json" in result.stdout
    assert sorted(path.name for path in (folder / "policies").iterdir()) == sorted(FILES)


def test_a_check_of_a_program_of_another_language_says_what_is_there_instead(folder):
    typescript(folder)
    result = run("check")
    assert result.exit_code == 2
    assert "only Python programs can be run offline" in result.stderr
    assert "found here: preview:preview.json" in result.stderr


@pytest.mark.parametrize(
    ("project", "runtime"),
    [
        ("runtime: python\n", "python"),
        ("runtime: {name: python, options: {virtualenv: env}}\n", "../env"),
        ("runtime: {name: python, options: {virtualenv: 'my env'}}\n", "../my env"),
        ("runtime: {name: python, options: {virtualenv: /opt/env}}\n", "python"),
        ("runtime: {name: python, options: []}\n", "python"),
    ],
)
def test_the_pack_runs_in_the_environment_of_the_project(folder, project, runtime):
    program(folder)
    write(folder / "Pulumi.yaml", f"name: acme\n{project}")
    (folder / "Pulumi.dev.yaml").unlink()
    run("init")
    pack = yaml.safe_load((folder / "policies/PulumiPolicy.yaml").read_text(encoding="utf-8"))
    told = pack["runtime"]
    assert (told if isinstance(told, str) else told["options"]["virtualenv"]) == runtime


def test_not_all_of_a_large_folder_is_looked_into(folder, monkeypatch):
    monkeypatch.setattr(finding, "_MOST_FOLDERS", 3)
    for name in "abcd":
        write(folder / name / "state.json", state("prod", "rg-acme"))
    result = run("init")
    assert found(result) == {"state:a/state.json", "state:b/state.json"}
    assert "note: only a part of the folder was looked into" in result.stdout


def test_an_empty_folder_has_the_files_and_is_told_what_can_be_checked(folder):
    result = run("init")
    assert result.exit_code == 0
    assert "nothing that declares a Notification Hub was found" in result.stdout
    assert load(folder / "policies/baseline.yaml").baseline == load(None).baseline


def test_what_is_no_source_is_not_found(folder):
    write(folder / "package.json", {"name": "acme", "steps": "none"})
    write(folder / "broken.json", "{")
    write(folder / "list.json", [1])
    write(folder / "parameters.json", {"$schema": "https://a/deploymentParameters.json#"})
    write(folder / "mentions.json", {"text": "deploymentTemplate.json#", "deployment": {"a": 1}})
    write(folder / "node_modules/a/state.json", state("prod", "a"))
    write(folder / ".hidden/state.json", state("prod", "a"))
    (folder / "binary.json").write_bytes(b"\xff\xfe\x00")
    (folder / "gone.json").symlink_to("nowhere.json")
    service_bus = state("prod", "a")
    for item in service_bus["deployment"]["resources"][1:]:
        item["type"] = "azure-native:servicebus:Queue"
        item["urn"] = f"urn:pulumi:prod::acme::{item['type']}::queue"
    write(folder / "other-service.json", service_bus)
    assert found(run("init")) == set()


def test_what_powershell_wrote_is_found(folder):
    (folder / "state.json").write_bytes(json.dumps(state("prod", "rg-acme")).encode("utf-16"))
    assert found(run("init")) == {"state:state.json"}


def test_a_save_of_live_azure_is_found_and_goes_on_to_be_recognised(folder):
    space = ResourceId(f"{GROUP}/providers/Microsoft.NotificationHubs/namespaces/acme-ns")
    live = make(Namespace, id=space, origin=Origin(SOURCE, Location(SOURCE)), name="acme-ns")
    info = SourceInfo(SOURCE, "0" * 64, (), frozenset(), (), "somebody")
    save(folder / "kept", estate=Estate(sources=(info,), namespaces=(live,)))
    write(folder / "state.json", state("prod", "acme"))
    assert found(run("init")) == {"saved:kept", "state:state.json"}
    data = yaml.safe_load((folder / "policies/baseline.yaml").read_text(encoding="utf-8"))
    # The packaged pattern that fits its resource group is replaced, so that its name takes its place.
    assert data["environments"] == {
        "production": {"match": {"stacks": ["prod"], "names": ["acme-ns"]}}
    }
    _, asked, _ = left_open(["check", "saved:kept"])
    assert "environment" not in {field for _, _, field in asked}


# -- Files that are there


@pytest.mark.parametrize("there", FILES)
def test_no_file_is_written_over(folder, there):
    write(folder / "policies" / there, "mine\n")
    result = run("init")
    assert result.exit_code == 0
    assert (folder / "policies" / there).read_text(encoding="utf-8") == "mine\n"
    assert f"left as it is: policies/{there}" in result.stdout
    for name in set(FILES) - {there}:
        assert f"written: policies/{name}" in result.stdout
        assert (folder / "policies" / name).is_file()


def test_a_second_run_changes_nothing(folder):
    program(folder)
    run("init")
    before = {name: (folder / "policies" / name).read_bytes() for name in FILES}
    assert "written:" not in run("init").stdout
    assert before == {name: (folder / "policies" / name).read_bytes() for name in FILES}


def test_a_link_to_nowhere_is_a_file_that_is_there(folder):
    (folder / "policies").mkdir()
    (folder / "policies/baseline.yaml").symlink_to(folder / "elsewhere.yaml")
    assert "left as it is: policies/baseline.yaml" in run("init").stdout
    assert not (folder / "elsewhere.yaml").exists()


def test_a_file_named_policies_is_in_the_way(folder):
    write(folder / "policies", "a file")
    result = run("init")
    assert result.exit_code == 2
    assert "policies cannot be written" in result.stderr


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_is_told(folder):
    folder.chmod(0o500)
    assert run("init").exit_code == 2


def test_a_folder_can_be_named(folder):
    write(folder / "shop/state.json", state("prod", "rg-acme"))
    result = run("init", "shop")
    assert "written: shop/policies/baseline.yaml" in result.stdout
    assert "next: in shop, hubwarden check state:state.json" in result.stdout


# -- What may not happen


def test_no_secret_gets_into_the_policies(folder):
    write(folder / "state.json", state("blue", "acme", key=CANARY))
    write(
        folder / "app.json",
        {
            **TEMPLATE,
            "parameters": {
                "ns": {"type": "string", "defaultValue": "x"},
                "k": {"type": "securestring", "defaultValue": CANARY},
            },
        },
    )
    write(folder / "Pulumi.yaml", "name: acme\nruntime: python\n")
    write(folder / "Pulumi.dev.yaml", f"config:\n  acme:key: {CANARY}\n")
    write(folder / "__main__.py", f"raise ValueError({CANARY!r})\n")
    result = run("init")
    assert "could not be read: " in result.stdout
    told = "".join((folder / "policies" / name).read_text("utf-8") for name in FILES)
    assert CANARY not in told + result.stdout + result.stderr


@given(
    stack=st.text(min_size=1, max_size=12).filter(
        lambda text: "::" not in text and "$" not in text
    ),
    rule=st.text(min_size=1, max_size=12),
)
def test_no_name_breaks_out_of_its_place(tmp_path_factory, stack, rule):
    folder = tmp_path_factory.mktemp("names")
    data = state("prod", "acme")
    text = json.dumps(data).replace("urn:pulumi:prod::", f"urn:pulumi:{json.dumps(stack)[1:-1]}::")
    text = text.replace('"jobs"', json.dumps(rule))
    write(folder / "state.json", text)
    result = run("init", folder)
    assert result.exit_code == 0
    path = folder / "policies/baseline.yaml"
    baseline = path.read_text(encoding="utf-8")
    load(path)
    known = yaml.safe_load(baseline)
    assert set(known) <= {"version", "environments", "consumers"}
    assert set(yaml.safe_load(answered(baseline))) <= {
        *("version", "environments", "consumers", "accepted", "provided_elsewhere")
    }


@pytest.mark.parametrize("name", ["##vso[task.complete]x.json", "##[error] x.json"])
def test_no_name_of_a_file_is_a_command_of_a_pipeline(folder, name):
    write(folder / name, json.dumps(state("prod", "acme")))
    written = run("init", folder).output
    assert "x.json" in written
    assert not re.search(r"##(vso)?\[", written)


# -- A check without a source


def test_a_check_without_a_source_says_what_is_there(folder):
    templates(folder)
    write(folder / "state.json", state("prod", "a"))
    result = run("check")
    assert result.exit_code == 2
    assert "no source is named" in result.stderr
    for name in ("template:infra/main.json", "template:with-comments.json", "state:state.json"):
        assert name in result.stderr
    assert result.stdout == ""


def test_the_baseline_of_a_folder_without_a_program_holds_there_and_only_there(folder):
    write(folder / "state.json", state("prod", "a"))
    write(folder / "policies/baseline.yaml", "version: 1\n")
    (folder / "below").mkdir()
    here = run("check", "state:state.json").stdout
    assert "policies/baseline.yaml on top of default" in here
    os.chdir(folder / "below")
    assert "policies/baseline.yaml on top" not in run("check", "state:../state.json").stdout
