import json
import os
import stat
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from hubwarden import __version__, docs
from hubwarden.cli import main
from hubwarden.diagnosis.scope_facts import SCOPE_FACTS
from hubwarden.discovery import all_rules, find_rule

CLEAN = 0
VIOLATIONS = 1
USAGE = 2
INCOMPLETE = 3

PROGRAM = """\
import pulumi
from pulumi_azure_native import notificationhubs as nh

config = pulumi.Config()
print("the program talks")
if not config.get_bool("empty"):
    nh.Namespace(
        "ns",
        namespace_name="shop-ns",
        resource_group_name="shop",
        sku={"name": "Standard"},
    )
if config.get_bool("hub"):
    nh.NotificationHub(
        "hub",
        notification_hub_name="shop",
        namespace_name="shop-ns",
        resource_group_name="shop",
        gcm_credential={"google_api_key": config.require_secret("key")} if config.get("key") else None,
        apns_credential={
            "endpoint": "https://api.development.push.apple.com:443/3/device",
            "token": config.require_secret("token"),
            "key_id": "ABCDE12345",
            "app_id": "ABCDE12345",
            "app_name": "example.shop",
        } if config.get("key") else None,
    )
if config.get_bool("output"):
    pulumi.export("key", "Endpoint=sb://a/;SharedAccessKey=b")
"""

BASELINE = """\
version: 1
extends: nothing
environments:
  sandbox:
    kind: sandbox
    apns: sandbox
    match: {stacks: [dev, live]}
accepted:
  - {rule: NH114, source: "*", field: ApnsToken.content, reason: No stack here sets a key.}
  - {rule: NH118, source: "*", field: "*.placeholders", reason: No stack here sets a key.}
"""


@pytest.fixture
def project(tmp_path, monkeypatch):
    """Return a folder with a small program; the current folder is an empty one beside it."""
    root = tmp_path / "shop"
    (root / "policies").mkdir(parents=True)
    (root / "Pulumi.yaml").write_text("name: shop\nruntime: python\n", encoding="utf-8")
    (root / "Pulumi.dev.yaml").write_text("config:\n  shop:output: false\n", encoding="utf-8")
    (root / "__main__.py").write_text(PROGRAM, encoding="utf-8")
    (root / "policies" / "baseline.yaml").write_text(BASELINE, encoding="utf-8")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    return root


def run(*arguments):
    result = CliRunner().invoke(main, [str(argument) for argument in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def check(project, *arguments):
    return run("check", "--project", project, *arguments)


def stack(project, text, name="dev"):
    (project / f"Pulumi.{name}.yaml").write_text(text, encoding="utf-8")


HUB = "config:\n  shop:hub: true\n"
OUTPUT = "config:\n  shop:output: true\n"


def nothing(_project):
    """Leave the project as it is."""


def change(name, content):
    def change(project):
        path = project / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())

    return change


def remove(name):
    return lambda project: (project / name).unlink()


# What is done to the project, the arguments, the exit code, and words of standard error.
EXIT_CODES = {
    "nothing to find": (nothing, [], CLEAN, ""),
    "a stack by its name": (nothing, ["program:dev"], CLEAN, ""),
    "a stack named twice": (nothing, ["program:dev", "program:dev"], CLEAN, ""),
    "a violation": (change("Pulumi.dev.yaml", OUTPUT), [], VIOLATIONS, ""),
    "a violation below what fails": (
        change("Pulumi.dev.yaml", "config:\n  shop:hub: true\n  shop:key: x\n"),
        ["--fail-on", "critical"],
        CLEAN,
        "",
    ),
    "a violation that fails": (
        change("Pulumi.dev.yaml", "config:\n  shop:hub: true\n  shop:key: x\n"),
        [],
        VIOLATIONS,
        "",
    ),
    "a violation wins over what is unknown": (
        change("Pulumi.dev.yaml", "config:\n  shop:hub: true\n  shop:output: true\n"),
        [],
        VIOLATIONS,
        "",
    ),
    "nothing declared": (
        change("Pulumi.dev.yaml", "config:\n  shop:empty: true\n"),
        [],
        INCOMPLETE,
        "",
    ),
    "something unknown": (change("Pulumi.dev.yaml", HUB), [], INCOMPLETE, ""),
    "a kind of source that there is not": (nothing, ["cloud:x"], USAGE, "'cloud'"),
    "a source without a kind": (nothing, ["dev"], USAGE, "'dev'"),
    "a source without a name": (nothing, ["program:"], USAGE, "'program:'"),
    "an empty source": (nothing, [""], USAGE, ""),
    "a template that is not there": (nothing, ["template:none.json"], USAGE, "none.json"),
    "a stack that is not there": (nothing, ["program:prod"], USAGE, "stacks here: dev"),
    "a stack outside the folder": (nothing, ["program:../shop/x"], USAGE, ""),
    "no stack at all": (remove("Pulumi.dev.yaml"), [], USAGE, "no source is named"),
    "a stack that is no YAML": (
        change("Pulumi.dev.yaml", "config: [\n"),
        [],
        USAGE,
        "Pulumi.dev.yaml:2",
    ),
    "a stack that is no text": (change("Pulumi.dev.yaml", b"\xff\xfe\x00"), [], USAGE, "UTF-8"),
    "a project that is no YAML": (change("Pulumi.yaml", "name: {\n"), [], USAGE, "Pulumi.yaml:2"),
    "another language": (
        change("Pulumi.yaml", "name: a\nruntime: go\n"),
        [],
        USAGE,
        "only Python programs",
    ),
    "a program that fails": (change("__main__.py", "raise ValueError"), [], USAGE, "ValueError"),
    "a program that is not there": (remove("__main__.py"), [], USAGE, "Pulumi.yaml: main"),
    "a baseline with an unknown key": (
        change("policies/baseline.yaml", "version: 1\nrules: []\n"),
        [],
        USAGE,
        "baseline.yaml:2: rules: is not known here",
    ),
    "a baseline that is no YAML": (
        change("policies/baseline.yaml", "version: [\n"),
        [],
        USAGE,
        "baseline.yaml:2",
    ),
    "a baseline that is not there": (nothing, ["--baseline-file", "none.yaml"], USAGE, "none.yaml"),
    "an environment that is not known": (nothing, ["--environment", "x"], USAGE, "it has sandbox"),
    "a format that is not known": (
        nothing,
        ["--format", "xml"],
        USAGE,
        "formats: azure-devops, ",
    ),
    "a severity that is not known": (nothing, ["--fail-on", "grave"], USAGE, "grave"),
    "a date that is none": (nothing, ["--as-of", "today"], USAGE, "today"),
    "no Pulumi.yaml": (remove("Pulumi.yaml"), [], USAGE, "no Pulumi.yaml"),
    "a project folder that is not there": (nothing, ["--project", "none"], USAGE, "none"),
    "an option that is not known": (nothing, ["--fix"], USAGE, "--fix"),
}


@pytest.mark.parametrize("case", EXIT_CODES.values(), ids=EXIT_CODES)
def test_exit_codes(project, case):
    do, arguments, code, words = case
    do(project)
    result = check(project, *arguments)
    assert result.exit_code == code, result.output
    assert words in result.stderr
    assert (result.stdout == "") is (code == USAGE)
    assert (result.stderr == "") is (code != USAGE)
    assert "Traceback" not in result.output


@pytest.mark.usefixtures("project")
def test_without_a_project_there_is_nothing_to_judge():
    result = run("check")
    assert (result.exit_code, result.stdout) == (USAGE, "")
    assert "no source is named" in result.stderr
    assert "template:" in result.stderr


@pytest.mark.usefixtures("project")
def test_a_program_needs_a_project():
    result = run("check", "program:dev")
    assert result.exit_code == USAGE
    assert "no Pulumi.yaml" in result.stderr


def test_the_project_of_the_current_folder_or_one_above_is_judged(project, monkeypatch):
    monkeypatch.chdir(project / "policies")
    result = run("check")
    assert result.exit_code == CLEAN
    assert "program:dev" in result.stdout


def test_every_stack_is_judged_where_none_is_named(project):
    stack(project, OUTPUT, "live")
    result = check(project, "--format", "json")
    document = json.loads(result.stdout)
    assert [item["name"] for item in document["evidence"]["sources"]] == [
        "program:dev",
        "program:live",
    ]
    assert result.exit_code == document["summary"]["exit_code"] == VIOLATIONS
    assert check(project, "program:dev").exit_code == CLEAN


def test_what_is_unknown_can_be_accepted_in_the_baseline(project):
    stack(project, HUB)
    document = json.loads(check(project, "--format", "json").stdout)
    unknown = [item for item in document["results"] if item["outcome"] == "undetermined"]
    accepted = [
        {"rule": item["rule"], "source": item["source"], "field": item["field"], "reason": "a test"}
        for item in unknown
    ]
    baseline = yaml.safe_load(BASELINE) | {"accepted": accepted}
    path = project.parent / "own.yaml"
    path.write_text(yaml.safe_dump(baseline), encoding="utf-8")
    result = check(project, "--baseline-file", path, "--verbose")
    assert result.exit_code == CLEAN
    assert "accepted: a test" in result.stdout


def test_the_baseline_that_holds_is_named(project):
    assert "policies/baseline.yaml" in check(project).stdout
    own = project.parent / "own.yaml"
    own.write_text(BASELINE, encoding="utf-8")
    assert str(own) in check(project, "--baseline-file", own).stdout
    (project / "policies" / "baseline.yaml").unlink()
    assert "baseline   default" in check(project).stdout


def test_the_date_is_given(project):
    document = json.loads(check(project, "--format", "json", "--as-of", "2026-01-31").stdout)
    assert document["evidence"]["as_of"] == "2026-01-31"


def test_verbose_lists_what_passed(project):
    stack(project, OUTPUT)
    assert len(check(project, "--verbose").stdout) > len(check(project).stdout)


@pytest.mark.parametrize("format_", ["text", "json"])
def test_standard_output_holds_the_report_and_nothing_else(project, format_):
    result = check(project, "--format", format_)
    assert "talks" not in result.output
    assert result.stdout.startswith("{" if format_ == "json" else f"Hubwarden {__version__}")
    assert result.stdout.endswith("\n")
    if format_ == "json":
        json.loads(result.stdout)


# -- the report in a file


def test_a_report_goes_to_a_file_as_it_would_be_printed(project, tmp_path):
    stack(project, OUTPUT)
    path = tmp_path / "report.json"
    result = check(project, "--format", "json", "-o", path)
    said = f"written: {path}\n"
    assert (result.exit_code, result.stdout, result.stderr) == (VIOLATIONS, "", said)
    assert json.loads(path.read_text(encoding="utf-8"))["summary"]["exit_code"] == VIOLATIONS


def test_an_old_report_is_replaced(project, tmp_path):
    path = tmp_path / "report.txt"
    path.write_text("x" * 100_000, encoding="utf-8")
    assert check(project, "-o", path).exit_code == CLEAN
    assert path.read_text(encoding="utf-8").startswith("Hubwarden")
    assert "x" * 100 not in path.read_text(encoding="utf-8")


def test_a_report_is_as_readable_as_other_new_files(project, tmp_path):
    (tmp_path / "other").write_text("")
    check(project, "-o", tmp_path / "report")
    modes = {stat.S_IMODE((tmp_path / name).stat().st_mode) for name in ("other", "report")}
    assert len(modes) == 1


def test_a_report_is_written_beside_the_caller(project):
    assert check(project, "-o", "report.txt").exit_code == CLEAN
    assert os.listdir() == ["report.txt"]  # noqa: PTH208


@pytest.mark.parametrize("target", ["missing/report.txt", "file/report.txt", "folder"])
def test_a_report_that_cannot_be_written_is_told(project, tmp_path, target):
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_text("old")
    before = sorted(tmp_path.rglob("*"))
    result = check(project, "-o", tmp_path / target)
    assert (result.exit_code, result.stdout) == (USAGE, "")
    assert target in result.stderr
    assert sorted(tmp_path.rglob("*")) == before
    assert (tmp_path / "file").read_text() == "old"


@pytest.mark.parametrize("function", ["mkstemp", "write", "replace"])
def test_a_report_is_written_whole_or_not_at_all(project, tmp_path, monkeypatch, function):
    path = tmp_path / "out" / "report.txt"
    path.parent.mkdir()
    path.write_text("old", encoding="utf-8")

    def refuse(*_arguments, **_more):
        raise PermissionError(13, "Permission denied")

    class Full:
        def __init__(self, number, *_arguments, **_more):
            os.close(number)

        def __enter__(self):
            return self

        def __exit__(self, *_error):
            return None

        write = staticmethod(refuse)

    if function == "mkstemp":
        monkeypatch.setattr("tempfile.mkstemp", refuse)
    elif function == "write":
        monkeypatch.setattr("hubwarden.commands.output.os.fdopen", Full)
    else:
        monkeypatch.setattr("pathlib.Path.replace", refuse)
    result = check(project, "-o", path)
    assert (result.exit_code, result.stdout) == (USAGE, "")
    assert "cannot be written: Permission denied" in result.stderr
    assert path.read_text(encoding="utf-8") == "old"
    assert list(path.parent.iterdir()) == [path]


def test_a_link_stays_a_link(project, tmp_path):
    (tmp_path / "real.txt").write_text("old", encoding="utf-8")
    (tmp_path / "link.txt").symlink_to("real.txt")
    assert check(project, "-o", tmp_path / "link.txt").exit_code == CLEAN
    assert (tmp_path / "link.txt").is_symlink()
    assert (tmp_path / "real.txt").read_text(encoding="utf-8").startswith("Hubwarden")


def test_a_pipe_is_written_to_and_stays_one(project, tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        assert check(project, "-o", pipe).exit_code == CLEAN
        assert os.read(reader, 9) == b"Hubwarden"
    finally:
        os.close(reader)
    assert pipe.is_fifo()


@pytest.mark.parametrize("command", ["check", "inspect", "explain", "rules"])
def test_standard_output_that_takes_nothing_is_told(project, command):
    """A disk that is full is no violation, which is what Python's own exit code would say."""
    arguments = {
        "check": ["check", "--project", project],
        "inspect": ["inspect", Path(__file__)],
        "explain": ["explain", "NH101"],
        "rules": ["rules"],
    }
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        done = subprocess.run(
            [sys.executable, "-m", "hubwarden", *arguments[command]],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == USAGE
    assert done.stderr == "hubwarden: the result cannot be written: No space left on device\n"


def test_a_defect_is_no_violation_and_quotes_nothing(project, monkeypatch):
    def broken(*_arguments, **_options):
        raise RuntimeError("canary")

    monkeypatch.setattr("hubwarden.commands.check.judge", broken)
    result = check(project)
    assert (result.exit_code, result.stdout) == (INCOMPLETE, "")
    assert "hubwarden failed with RuntimeError in tests/test_cli.py, line " in result.stderr
    assert "HUBWARDEN_DEBUG=1" in result.stderr
    assert "canary" not in result.stderr
    assert "in broken" not in result.stderr


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is unwritable for root")
def test_a_folder_that_is_not_writable(project, tmp_path):
    folder = tmp_path / "closed"
    folder.mkdir()
    (folder / "report.txt").write_text("old", encoding="utf-8")
    folder.chmod(0o500)
    try:
        assert check(project, "-o", folder / "report.txt").exit_code == USAGE
        assert (folder / "report.txt").read_text(encoding="utf-8") == "old"
    finally:
        folder.chmod(0o700)


def test_an_audit_that_fails_leaves_the_old_report(project, tmp_path):
    path = tmp_path / "report.txt"
    path.write_text("old", encoding="utf-8")
    stack(project, "config: [\n")
    assert check(project, "-o", path).exit_code == USAGE
    assert path.read_text(encoding="utf-8") == "old"


# -- the other commands


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.id)
def test_every_rule_is_explained_by_id_and_slug(rule):
    by_id, by_slug, by_small = (
        run("explain", rule.id),
        run("explain", rule.slug),
        run("explain", rule.id.lower()),
    )
    assert by_id.exit_code == by_slug.exit_code == by_small.exit_code == CLEAN
    assert by_id.stdout == by_slug.stdout == by_small.stdout == docs.page(rule)


@pytest.mark.parametrize("name", ["NH000", "nothing", "", "NH1"])
def test_a_rule_that_does_not_exist(name):
    result = run("explain", name)
    assert (result.exit_code, result.stdout) == (USAGE, "")
    assert "hubwarden rules" in result.stderr


def test_what_is_no_file_is_not_said_to_be_written(project):
    stack(project, OUTPUT)
    result = check(project, "--format", "json", "-o", "/dev/null")
    assert (result.exit_code, result.stderr) == (VIOLATIONS, "")


def test_one_rule_is_not_many(project):
    stack(project, OUTPUT)
    assert ", 1 rule (" in check(project, "--only", "NH201").stdout.splitlines()[0]


def test_all_rules_are_listed():
    lines = run("rules").stdout.splitlines()
    assert [line.split()[0] for line in lines] == [rule.id for rule in all_rules()]
    for line, rule in zip(lines, all_rules(), strict=True):
        assert line.split()[1:3] == [rule.severity.word, rule.slug]
        assert line.endswith(rule.title)


@pytest.mark.parametrize("flag", ["-h", "--help"])
@pytest.mark.parametrize("command", [[], *([name] for name in main.commands)])
def test_every_command_has_help(command, flag):
    result = run(*command, flag)
    assert (result.exit_code, result.stderr) == (CLEAN, "")
    assert "Usage:" in result.stdout
    for parameter in getattr(main.commands.get(*command), "params", []) if command else []:
        assert parameter.param_type_name == "argument" or parameter.help


def test_help_tells_the_exit_codes():
    help_ = run("check", "--help").stdout
    for line in ("0  clean", "1  violations", "2  usage", "3  incomplete"):
        assert line in help_


def test_a_command_that_does_not_exist():
    result = run("fix")
    assert (result.exit_code, result.stdout) == (USAGE, "")


# -- what is loaded

HEAVY = (
    "pulumi",
    "pulumi_azure_native",
    "azure",
    "aiohttp",
    "grpc",
    "google",
    "rich",
    "yaml",
    "msgspec",
    "jinja2",
)
LOADED = f"""
import sys
from hubwarden.cli import main
try:
    main(sys.argv[1:])
except SystemExit as end:
    assert not end.code, end.code
heavy = [name for name in {HEAVY!r} if name in sys.modules]
print("LOADED", *heavy, file=sys.stderr)
"""


def loaded(*arguments, cwd=None):
    result = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(LOADED), *arguments],
        capture_output=True,
        text=True,
        check=True,
        cwd=cwd,
    )
    return set(result.stderr.split("LOADED")[1].split())


def test_nothing_heavy_is_loaded_to_say_a_word():
    assert loaded("--version") == set()


@pytest.mark.parametrize(
    "arguments",
    [["--help"], ["check", "--help"], ["inspect", "--help"], ["rules"], ["explain", "NH101"]],
)
def test_neither_pulumi_nor_azure_is_loaded_for_the_rules(arguments):
    assert not loaded(*arguments) & {"pulumi", "pulumi_azure_native", "azure", "grpc", "rich"}


def test_the_module_can_be_run():
    result = subprocess.run(
        [sys.executable, "-m", "hubwarden", "--version"], capture_output=True, text=True, check=True
    )
    assert result.stdout.strip().endswith(__version__)
    assert result.stderr == ""


@pytest.mark.parametrize("fact", SCOPE_FACTS)
def test_a_fact_that_a_diagnosis_names_is_explained(fact):
    shown = run("explain", fact)
    assert shown.exit_code == CLEAN
    assert shown.stdout.startswith(f"{fact}\n\n")
    assert "no rule: nothing is judged by it" in shown.stdout.replace("\n", " ")
    assert find_rule(fact) is None


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("NH399", "NH309, NH401, NH402"),
        ("nh000", "NH101, NH102, NH103"),
        ("NH191", "NH121, NH111, NH101"),
    ],
)
def test_rules_with_another_digit_or_the_next_numbers_are_nearest(name, near):
    refused = run("explain", name)
    assert refused.exit_code == 2
    assert f"nearest: {near}; " in refused.stderr
