"""What the documents say can be done can be done: commands, options, links, workflows and hooks."""

import json
import re
import shlex
import shutil
from pathlib import Path

import click
import pytest
import yaml
from click.testing import CliRunner

from hubwarden.cli import main
from hubwarden_policy_pack.policies import SCHEMA

TOP = Path(__file__).resolve().parent.parent
PAGES = sorted(
    path for path in (*TOP.glob("*.md"), *TOP.glob("docs/**/*.md")) if path.name != "CHANGELOG.md"
)
RUNNABLE = re.compile(r"^<!-- run: ([\d ]+) -->\n```sh\n(.*?)^```$", re.DOTALL | re.MULTILINE)
FENCED = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def name(path):
    return path.relative_to(TOP).as_posix()


def blocks():
    """Yield what is marked as runnable: page, exit codes that are right, and the commands."""
    for path in PAGES:
        for codes, text in RUNNABLE.findall(path.read_text(encoding="utf-8")):
            yield pytest.param(set(map(int, codes.split())), text, id=f"{name(path)}: {text[:40]}")


@pytest.fixture
def project(tmp_path, monkeypatch):
    """Return a folder with the program, its policies, a state, a preview and a template."""
    for item in ("Pulumi.yaml", "Pulumi.prod.yaml", "Pulumi.test.yaml", "infra"):
        (tmp_path / item).symlink_to(TOP / item)
    shutil.copytree(TOP / "policies", tmp_path / "policies")
    data = TOP / "tests/data"
    shutil.copy(data / "pulumi/state-prod.json", tmp_path / "state.json")
    shutil.copy(data / "pulumi/preview-update-prod.json", tmp_path / "preview.json")
    shutil.copy(data / "templates/estate.json", tmp_path / "azuredeploy.json")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(("codes", "text"), list(blocks()))
def test_what_is_marked_as_runnable_runs(project, codes, text):
    for line in text.splitlines():
        program, *arguments = shlex.split(line, comments=True)
        assert program == "hubwarden"
        ended = CliRunner().invoke(main, arguments)
        assert ended.exit_code in codes, ended.output


def commands():
    """Yield every command of ours in a page: in a block, or indented, or between backticks."""
    for path in PAGES:
        text = path.read_text(encoding="utf-8")
        fenced = "\n".join(block for _, block in FENCED.findall(text))
        indented = "\n".join(re.findall(r"^    (hubwarden .*)$", text, re.MULTILINE))
        quoted = "\n".join(re.findall(r"`(hubwarden [^`\n]+)`", text))
        for line in f"{fenced}\n{indented}\n{quoted}".splitlines():
            if re.match(r"hubwarden [a-z]", line):
                yield pytest.param(line, id=f"{name(path)}: {line[:60]}")


@pytest.mark.parametrize("line", sorted(set(commands()), key=lambda item: item.id))
def test_a_command_of_a_page_and_its_options_exist(line):
    # In a list of commands, what a command is for stands behind it, after some spaces.
    line = re.split(r" {3,}", line)[0]
    words = shlex.split(line.replace("...", ""), comments=True)[1:]
    context = click.Context(main)
    command = main.get_command(context, words[0])
    assert command is not None, words[0]
    while isinstance(command, click.Group) and len(words) > 1 and words[1] in command.commands:
        command, words = command.commands[words[1]], words[1:]
    known = {option for item in command.params for option in item.opts} | {"--help", "-h"}
    given = {word.partition("=")[0].rstrip(",.;") for word in words if word.startswith("-")}
    assert given - {"-"} <= known


LINK = re.compile(r"\]\(([^)\s#]+)(?:#[^)]*)?\)")


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_no_link_leads_nowhere(path):
    text = FENCED.sub("", path.read_text(encoding="utf-8"))
    for link in LINK.findall(text):
        if "://" not in link:
            assert (path.parent / link).exists(), link


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_no_page_names_a_host_of_packages_or_this_machine(path):
    text = path.read_text(encoding="utf-8").lower()
    for word in ("pypi", "pythonhosted", "npmjs", "/root/", "/home/"):
        assert word not in text


def test_every_decision_is_in_the_list():
    folder = TOP / "docs/decisions"
    listed = re.findall(r"\]\((\d{4}-[\w-]+\.md)\)", (folder / "README.md").read_text("utf-8"))
    assert listed == sorted(path.name for path in folder.glob("0*.md"))
    for page in listed:
        text = (folder / page).read_text(encoding="utf-8")
        for part in ("**Decided:**", "**Why.**", "**Against it.**", "**Think again**"):
            assert part in text


def test_the_examples_of_the_pack_are_what_it_takes():
    text = (TOP / "docs/pack.md").read_text(encoding="utf-8")
    (example,) = [json.loads(block) for kind, block in FENCED.findall(text) if kind == "json"]
    assert set(example["hubwarden"]) == set(SCHEMA)
    assert set(re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE)) >= set(SCHEMA)
    assert example["hubwarden"]["level"] in SCHEMA["level"]["enum"]


# -- What runs elsewhere


def test_the_workflow_runs_the_steps_that_need_nothing_beside_the_checkout():
    text = (TOP / ".github/workflows/ci.yml").read_text(encoding="utf-8")
    workflow = yaml.safe_load(text)
    assert workflow["permissions"] == {}
    steps = [step for job in workflow["jobs"].values() for step in job["steps"]]
    run = {word for step in steps for word in re.findall(r"make (\w+)", step.get("run", ""))}
    own = set(re.findall(r"make (\w+)", (TOP / ".ci/run").read_text(encoding="utf-8")))
    # The corpus and the cases lie beside the checkout; the SARIF validator is another download.
    assert run == own - {"corpus", "cases", "multitool"}
    for step in steps:
        if "uses" in step:
            assert re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40}", step["uses"])
    minors = re.findall(r"Python :: (3\.\d+)", (TOP / "pyproject.toml").read_text("utf-8"))
    assert workflow["jobs"]["check"]["strategy"]["matrix"]["python"] == minors
    names = set(workflow["jobs"]) - {"green"}
    assert set(workflow["jobs"]["green"]["needs"]) == names


@pytest.mark.parametrize(
    "path", sorted([*TOP.glob(".github/**/*.yml"), *TOP.glob(".pre-commit-*.yaml")]), ids=name
)
def test_what_others_read_is_yaml(path):
    assert yaml.safe_load(path.read_text(encoding="utf-8"))


def test_the_hooks_for_users_run_our_commands_on_what_they_are_about(project):
    hooks = yaml.safe_load((TOP / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    listed = (TOP / "docs/pre-commit.md").read_text(encoding="utf-8")
    taken = {
        "hubwarden-check": ["Pulumi.prod.yaml", "Pulumi.yaml", "policies/baseline.yaml", "a/b.py"],
        "hubwarden-inspect": ["a/push.p12", "AuthKey_1.p8", "app/google-services.json"],
    }
    left = ["README.md", "package.json", "a/values.yaml"]
    assert {hook["id"] for hook in hooks} == set(taken)
    for hook in hooks:
        assert f"`{hook['id']}`" in listed
        assert all(re.search(hook["files"], path) for path in taken[hook["id"]])
        assert not any(re.search(hook["files"], path) for path in left)
        program, command = hook["entry"].split()
        assert program == "hubwarden"
        assert main.get_command(click.Context(main), command) is not None
    ended = CliRunner().invoke(main, hooks[0]["entry"].split()[1:])
    assert ended.exit_code == 0, ended.output


def test_our_own_hooks_are_steps_of_lint():
    hooks = yaml.safe_load((TOP / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    lint = (TOP / "Makefile").read_text(encoding="utf-8").partition("\nlint:")[2]
    for hook in hooks["repos"][0]["hooks"]:
        words = hook["entry"].replace(" --force-exclude", "").replace(".venv/bin/", "$(BIN)/")
        assert words in lint.partition("\n\n")[0]


def test_the_lock_names_no_address_and_no_folder():
    lock = (TOP / "requirements.txt").read_text(encoding="utf-8")
    assert "==" in lock
    assert [line for line in lock.splitlines() if "://" in line or " @ " in line] == []
