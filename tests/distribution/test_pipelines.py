"""The recipes of docs/pipelines.md: valid by the published schemas, and their commands run as written."""

import json
import re
import stat
import subprocess
import sys
from itertools import product
from types import SimpleNamespace

import pytest
import yaml

from distribution.comment_services import ME, TOKEN, serving
from distribution.conftest import TOP

PAGE = (TOP / "docs/pipelines.md").read_text(encoding="utf-8")
RECIPES = re.findall(r"<!-- ([\w-]+) -->\n```yaml\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
FILES = {
    "action.yml": "github-actions",
    "pipelines/azure-devops.yml": "azure-pipelines",
    "pipelines/gitlab.yml": "gitlab-ci",
    ".github/workflows/ci.yml": "github-workflows",
    ".github/dependabot.yml": "dependabot",
}
ACTION, AZURE, GITLAB = (
    yaml.safe_load((TOP / name).read_text(encoding="utf-8")) for name in list(FILES)[:3]
)
PROGRAM = """\
import pulumi_azure_native as azure

azure.notificationhubs.Namespace("ns", namespace_name="acme-ns", resource_group_name="acme", sku={"name": "Free"})
azure.notificationhubs.NotificationHub("hub", notification_hub_name="shop", namespace_name="acme-ns", resource_group_name="acme")
"""


# -- What can be read without running it


def valid(schema, path):
    """Run check-jsonschema with the schema that it brings; no network is asked."""
    transform = schema if schema in {"azure-pipelines", "gitlab-ci"} else None
    return subprocess.run(
        [
            sys.executable, "-m", "check_jsonschema", "--builtin-schema", f"vendor.{schema}",
            "--regex-variant", "python",
            *(["--data-transform", transform] if transform else []), path,
        ],
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_a_file_for_pipelines_passes_its_schema(name):
    ended = valid(FILES[name], TOP / name)
    assert ended.returncode == 0, ended.stdout


@pytest.mark.parametrize("number", range(len(RECIPES)))
def test_a_recipe_passes_its_schema(number, tmp_path):
    schema, text = RECIPES[number]
    path = tmp_path / "recipe.yml"
    path.write_text(text, encoding="utf-8")
    ended = valid(schema, path)
    assert ended.returncode == 0, ended.stdout
    # The schema is asked, and refuses what is no step.
    for word, wrong in (("permissions: {}", "permissions: 3"), ("steps:", "steps: 3\nx:")):
        path.write_text(text.replace(word, wrong), encoding="utf-8")
        assert (valid(schema, path).returncode == 0) == (word not in text)


def test_there_are_a_check_and_a_drift_job_for_each_service():
    assert sorted(schema for schema, _ in RECIPES) == [
        "azure-pipelines", "azure-pipelines", "github-workflows", "github-workflows", "gitlab-ci",
    ]  # fmt: skip


def github():
    return {
        name: job
        for schema, text in RECIPES
        if schema == "github-workflows"
        for name, job in yaml.safe_load(text)["jobs"].items()
    }


def test_every_action_is_pinned_by_commit_and_one_action_by_one_commit():
    own = (TOP / ".github/workflows/ci.yml").read_text(encoding="utf-8")
    action = (TOP / "action.yml").read_text(encoding="utf-8")
    used = re.findall(r"uses: (\S+)(.*)", own + action + "".join(text for _, text in RECIPES))
    pins = {}
    for name, comment in used:
        if name == "OWNER/hubwarden@COMMIT":
            continue
        assert re.fullmatch(r"[\w-]+/[\w/-]+@[0-9a-f]{40}", name), name
        assert re.fullmatch(r" # v\d+\.\d+\.\d+", comment), name
        pins.setdefault(name.partition("@")[0], set()).add((name, comment))
    assert all(len(found) == 1 for found in pins.values()), pins
    assert len(pins) >= 4


def test_a_job_that_runs_a_pull_request_signs_in_nowhere():
    for schema, text in RECIPES:
        assert "pull_request_target" not in text
        if schema == "github-workflows":
            assert yaml.safe_load(text)["permissions"] == {}
    jobs = github()
    reading = {"contents": "read", "security-events": "write"}
    assert jobs["check"]["permissions"] == reading | {"pull-requests": "write"}
    assert jobs["drift"]["permissions"] == reading | {"id-token": "write"}
    assert jobs["drift"]["environment"]
    assert "id_tokens" not in GITLAB[".hubwarden"]
    assert "id_tokens" in GITLAB[".hubwarden-azure"]
    drift = yaml.safe_load(RECIPES[3][1])
    assert (drift["trigger"], drift["pr"]) == ("none", "none")


def test_no_input_is_put_into_a_script():
    scripts = [step["run"] for step in ACTION["runs"]["steps"] if "run" in step]
    scripts += [step.get("bash") or step["inputs"]["inlineScript"] for step in azure_steps("x")]
    scripts += [step["bash"] for step in azure_steps("") if "bash" in step]
    assert len(scripts) >= 9
    for script in scripts:
        assert "${{" not in script
        assert "$(" not in script


def test_what_a_recipe_sets_is_there_to_be_set():
    for job in github().values():
        for step in job["steps"]:
            if step["uses"].startswith("OWNER/"):
                assert set(step["with"]) <= set(ACTION["inputs"])
    known = {item["name"] for item in AZURE["parameters"]}
    for schema, text in RECIPES:
        recipe = yaml.safe_load(text)
        if schema == "azure-pipelines":
            assert set(recipe["steps"][0]["parameters"]) <= known
        if schema == "gitlab-ci":
            for name in ("hubwarden", "drift"):
                assert recipe[name]["extends"] in GITLAB
                assert set(recipe[name]["variables"]) <= set(GITLAB[".hubwarden"]["variables"])


# -- The commands, as they are written


@pytest.fixture
def job(installed, tmp_path):
    """A machine of a pipeline: a project, Hubwarden's checkout, and the wheel where it would be installed."""
    project, temp = tmp_path / "work" / "s", tmp_path / "temp"
    for folder in (project, temp):
        folder.mkdir(parents=True)
    (tmp_path / "work" / "hubwarden").symlink_to(TOP)
    (temp / "hubwarden").symlink_to(installed.root)
    (project / "Pulumi.yaml").write_text("name: acme\nruntime: python\n", encoding="utf-8")
    (project / "Pulumi.blue.yaml").write_text("config: {}\n", encoding="utf-8")
    (project / "__main__.py").write_text(PROGRAM, encoding="utf-8")
    return SimpleNamespace(project=project, temp=temp, work=tmp_path / "work")


def with_violations(job):
    """Give the project a stack of a known environment, which its program does not fit."""
    (job.project / "Pulumi.blue.yaml").rename(job.project / "Pulumi.dev.yaml")


def bash(script, job, variables, folder=None):
    return subprocess.run(
        ["/bin/bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
        cwd=folder or job.project,
        env={"PATH": "/usr/bin:/bin", "TMPDIR": str(job.temp), "LANG": "C.UTF-8", **variables},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def filled(value, names):
    """Put values where ``${{ }}`` stands."""
    return re.sub(r"\$\{\{ *(.*?) *\}\}", lambda found: str(names[found[1]]), str(value))


def run_action(job, variables, **inputs):
    """Run the steps of action.yml but for the installation, as the runner does; returns the run and its output."""
    given = {name: item.get("default", "") for name, item in ACTION["inputs"].items()}
    names = {f"inputs.{name}": value for name, value in (given | inputs).items()}
    names |= {"github.token": TOKEN, "github.event.pull_request.number": 12}
    output, summary = job.temp / "output", job.temp / "summary"
    output.write_text("", encoding="utf-8")
    summary.write_text("", encoding="utf-8")
    own = {
        "RUNNER_TEMP": job.temp,
        "GITHUB_ACTION_PATH": TOP,
        "GITHUB_OUTPUT": output,
        "GITHUB_STEP_SUMMARY": summary,
    }
    ended = {}
    for step in ACTION["runs"]["steps"]:
        if step.get("name") in {"Run", "Summary", "Comment"}:
            if step["name"] == "Comment" and inputs.get("comment") != "true":
                continue
            env = {name: filled(value, names) for name, value in step.get("env", {}).items()}
            env |= {name: str(path) for name, path in own.items()}
            secrets = {} if step["name"] == "Run" else {"GITHUB_TOKEN": TOKEN}
            ended[step["name"]] = bash(step["run"], job, {**variables, **env, **secrets})
    assert all(ended[name].returncode == 0 for name in ended if name != "Run"), ended
    return ended["Run"], output.read_text(encoding="utf-8"), summary.read_text(encoding="utf-8")


def recipe_inputs(name):
    """Return what a recipe hands over to the action, as the runner writes it."""
    (step,) = (step for step in github()[name]["steps"] if step["uses"].startswith("OWNER/"))
    return {
        key: str(value).lower() if isinstance(value, bool) else value
        for key, value in step["with"].items()
    }


def test_the_check_of_github(job):
    with_violations(job)
    with serving("github") as (service, variables):
        variables.pop("GITHUB_TOKEN")
        for _ in range(2):
            ended, output, summary = run_action(job, variables, **recipe_inputs("check"))
            assert ended.returncode == 1, ended.stderr
            assert output == "exit-code=1\n"
            ((author, text),) = service.comments
            assert author == ME["github"]
            assert text == summary
            assert "## Hubwarden: violations" in text
    assert "::warning " in ended.stdout
    sarif = json.loads((job.project / "hubwarden.sarif").read_text(encoding="utf-8"))
    assert sarif["runs"][0]["results"]


INCOMPLETE = "--only\nNH501"


@pytest.mark.parametrize(("allowed", "code"), [("false", 3), ("true", 0)])
def test_incomplete_fails_unless_it_is_let_pass(job, allowed, code):
    inputs = {"options": INCOMPLETE, "allow-incomplete": allowed}
    ended, output, summary = run_action(job, {}, **inputs)
    assert (ended.returncode, output) == (code, "exit-code=3\n"), ended.stderr
    assert ("lets pass" in ended.stderr) == (code == 0)
    assert "incomplete" in summary


@pytest.mark.parametrize(("options", "code"), [("--environment=production", 1), ("--nonsense", 2)])
def test_violations_and_mistakes_are_never_let_pass(job, options, code):
    inputs = {"options": f"{INCOMPLETE}\n{options}", "allow-incomplete": "true", "comment": "true"}
    with serving("github") as (service, variables):
        service.comments.append((ME["github"], "<!-- hubwarden -->\n## Hubwarden: clean\n"))
        ended, output, _ = run_action(job, variables, **inputs)
        ((_, text),) = service.comments
    assert (ended.returncode, output) == (code, f"exit-code={code}\n"), ended.stderr
    # What an earlier run said stands no more, though this one has no report.
    assert ("no report" in text) == (code == 2)
    assert "clean" not in text.splitlines()[1]


def test_words_of_inputs_do_nothing_in_the_shell(job):
    hostile = "$(touch harm) `touch harm`;touch harm && * ~"
    for name in ("sources", "options", "formats", "fail-on", "command"):
        ended, _, _ = run_action(job, {}, **{name: hostile}) if name != "command" else (
            bash(
                str(TOP / "pipelines/run.sh"), job, {"HUBWARDEN_COMMAND": hostile}
            ), "", "",
        )  # fmt: skip
        assert ended.returncode == 2, (name, ended.stderr)
    assert sorted(path.name for path in job.project.iterdir()) == [
        "Pulumi.blue.yaml", "Pulumi.yaml", "__main__.py",
    ]  # fmt: skip


def test_a_source_is_no_option_and_may_have_spaces(job):
    template = job.project / "two words.json"
    template.write_bytes((TOP / "tests/data/templates/estate.json").read_bytes())
    sources = "template:two words.json\n\n--help"
    ended, output, _ = run_action(job, {}, sources=sources)
    assert (ended.returncode, output) == (2, "exit-code=2\n")
    assert "'--help' is not a source" in ended.stderr or "--help" in ended.stderr
    ended, _, summary = run_action(job, {}, sources=sources.removesuffix("--help"))
    assert ended.returncode in {1, 3}, ended.stderr
    assert "two words.json" in summary


def test_the_drift_of_github(job):
    """As written, but for live Azure: the state of the same program stands for it."""
    inputs = recipe_inputs("drift")
    assert inputs["sources"].split() == ["program:prod", "azure:"]
    inputs["sources"] = "program:blue\nprogram:blue\n"
    ended, output, summary = run_action(job, {}, **inputs)
    assert ended.returncode in {0, 3}, ended.stderr
    assert output == f"exit-code={ended.returncode}\n"
    assert "Hubwarden" in summary
    assert (job.project / "drift.sarif").exists()


def azure_steps(connection, **parameters):
    """Return the steps of the template as they are after its expressions are evaluated."""
    given = {item["name"]: item["default"] for item in AZURE["parameters"]}
    given |= {"comment": "true", **parameters}
    names = {f"parameters.{name}": value for name, value in given.items()}
    names["lower(parameters.allowIncomplete)"] = str(given["allowIncomplete"]).lower()
    flat = []
    for step in AZURE["steps"]:
        (key, inner), *_ = step.items()
        if key.startswith("${{ if eq(parameters.serviceConnection"):
            flat += inner if not connection else []
        elif key == "${{ else }}":
            flat += inner if connection else []
        elif key.startswith("${{"):
            flat += inner
        else:
            flat.append(step)
    steps = [step for step in flat if "bash" in step or "AzureCLI" in step.get("task", "")]
    for step in steps:
        step["environment"] = {
            name: filled(value, names) for name, value in step.get("env", {}).items()
        }
    return steps


@pytest.mark.parametrize("connection", ["", "hubwarden-auditor"])
def test_the_check_of_azure_devops(job, connection):
    with_violations(job)
    parameters = yaml.safe_load(RECIPES[2][1])["steps"][0]["parameters"]
    parameters["comment"] = "true"
    own = {"AGENT_TEMPDIRECTORY": str(job.temp), "PIPELINE_WORKSPACE": str(job.work)}
    with serving("azure-devops") as (service, variables):
        variables.pop("SYSTEM_ACCESSTOKEN")
        _, run, comment = azure_steps(connection, **parameters)
        script = run.get("bash") or run["inputs"]["inlineScript"]
        ended = bash(script, job, own | variables | run["environment"])
        assert ended.returncode == 1, ended.stderr
        assert comment["environment"] == {"SYSTEM_ACCESSTOKEN": "$(System.AccessToken)"}
        token = {"SYSTEM_ACCESSTOKEN": TOKEN}
        posted = bash(comment["bash"], job, own | variables | token)
        assert posted.returncode == 0, posted.stderr
        ((_, text),) = service.comments
    assert "## Hubwarden: violations" in text
    assert "##vso[task.logissue type=warning" in ended.stdout
    assert {"hubwarden.xml", "hubwarden.sarif"} <= {path.name for path in job.project.iterdir()}


def gitlab_job(name, job):
    """Return the variables and the script of a job, without the installation."""
    recipe = yaml.safe_load(RECIPES[4][1])
    base = GITLAB[recipe[name]["extends"]]
    variables = (
        GITLAB[".hubwarden"]["variables"] | base["variables"] | recipe[name]["variables"]
    )  # fmt: skip
    home = job.temp / "home"
    home.mkdir()
    (home / "source").symlink_to(TOP)
    (home / "environment").symlink_to(job.temp / "hubwarden")
    script = "\n".join(base.get("script") or GITLAB[".hubwarden"]["script"])
    return script, {**variables, "HUBWARDEN_HOME": str(home)}


@pytest.mark.parametrize("token", [True, False])
def test_the_check_of_gitlab(job, token):
    script, own = gitlab_job("hubwarden", job)
    options = {"HUBWARDEN_OPTIONS": "--environment=sandbox"}
    with serving("gitlab") as (service, variables):
        if not token:
            variables.pop("GITLAB_TOKEN")
        ended = bash(script, job, own | variables | options)
        assert ended.returncode == 1, ended.stderr
        assert ["## Hubwarden: violations" in text for _, text in service.comments] == [
            True
        ] * token
        service.refused = 403
        own |= {"HUBWARDEN_OPTIONS": INCOMPLETE, "HUBWARDEN_ALLOW_INCOMPLETE": "true"}
        ended = bash(script, job, own | variables)
    # A comment that could not be written fails the job that would pass.
    assert ended.returncode == (2 if token else 0), ended.stderr
    assert (job.project / "hubwarden.xml").exists()


def test_the_drift_of_gitlab_keeps_its_token(job):
    script, own = gitlab_job("drift", job)
    assert own["HUBWARDEN_SOURCES"].split() == ["program:prod", "azure:"]
    own |= {"HUBWARDEN_SOURCES": "program:blue\nprogram:blue", "AZURE_ID_TOKEN": TOKEN}
    ended = bash(script, job, own)
    assert ended.returncode in {0, 3}, ended.stderr
    kept = job.temp / "home" / "token"
    assert kept.read_text(encoding="utf-8") == TOKEN
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert TOKEN not in ended.stdout + ended.stderr


@pytest.mark.parametrize(
    ("service", "requirements"),
    list(product(("github", "azure-devops", "gitlab"), ("", "two words.txt"))),
)
def test_the_line_that_installs_names_the_checkout_and_the_extras(job, service, requirements):
    """pip itself needs a package host: a stand-in for Python writes down what it is called with."""
    stand_in = job.temp / "python"
    stand_in.write_text(
        "#!/bin/sh\n"
        'if [ "$2" = venv ]; then mkdir -p "$3/bin" && cp "$0" "$3/bin/python"; exit; fi\n'
        'printf "%s\\n" "$@"\n',
        encoding="utf-8",
    )
    stand_in.chmod(0o755)
    (job.temp / "hubwarden").unlink()
    own = {
        "PATH": f"{job.temp}:/usr/bin:/bin",
        "PYTHON": str(stand_in),
        "RUNNER_TEMP": str(job.temp),
        "GITHUB_ACTION_PATH": "/checkout",
        "AGENT_TEMPDIRECTORY": str(job.temp),
        "PIPELINE_WORKSPACE": "",
        "EXTRAS": "pulumi,azure",
        "REQUIREMENTS": requirements,
    }
    place = "/checkout"
    if service == "github":
        (script,) = [s["run"] for s in ACTION["runs"]["steps"] if s.get("name") == "Install"]
    elif service == "azure-devops":
        script, place = azure_steps("")[0]["bash"], "/hubwarden"
    else:
        script = "\n".join(GITLAB[".hubwarden"]["before_script"])
        git = job.temp / "git"
        git.write_text('#!/bin/sh\nfor last; do :; done\nmkdir "$last"\n', encoding="utf-8")
        git.chmod(0o755)
        script = f"mktemp() {{ mkdir {job.temp}/home; echo {job.temp}/home; }}\n{script}"
        place = f"{job.temp}/home/source"
        own |= {"HUBWARDEN_REQUIREMENTS": requirements, "HUBWARDEN_EXTRAS": "pulumi,azure"}
        own |= {"HUBWARDEN_FOLDER": ".", "HUBWARDEN_REF": "v0", "HUBWARDEN_REPOSITORY": "x"}
    ended = bash(script, job, own)
    assert ended.returncode == 0, ended.stderr
    wanted = ["-m", "pip", "install", f"{place}[pulumi,azure]"]
    assert ended.stdout.splitlines() == wanted + (["-r", requirements] if requirements else [])
