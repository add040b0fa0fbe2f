"""The wheel holds what a user needs, and what an extra brings is asked for in one line."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from hubwarden import __version__
from hubwarden.discovery import all_rules

TOP = Path(__file__).resolve().parent.parent
EXTRAS = ("aiohttp", "azure", "google", "grpc", "pulumi", "pulumi_azure_native")

NAMESPACE = """\
import pulumi_azure_native as azure

azure.notificationhubs.Namespace("ns", namespace_name="acme-ns", resource_group_name="acme", sku={"name": "Free"})
"""


@pytest.fixture(scope="session")
def wheel(tmp_path_factory, worker_id):
    """Build the wheel from what is in the checkout, without a network."""
    folder = tmp_path_factory.mktemp(f"wheel-{worker_id}")
    source = folder / "source"
    source.mkdir()
    for name in ("pyproject.toml", "README.md", "LICENSE", "audit", "infra"):
        (source / name).symlink_to(TOP / name)
    command = ["wheel", "--quiet", "--no-deps", "--no-build-isolation", "--no-index"]
    # Nothing may be written into the checkout, so the folders of the build are elsewhere.
    (source / "setup.cfg").write_text(
        f"[build]\nbuild_base = {folder}/build\n[egg_info]\negg_base = {folder}\n", encoding="utf-8"
    )
    subprocess.run(
        [sys.executable, "-m", "pip", *command, "--wheel-dir", folder, source],
        check=True,
        capture_output=True,
        text=True,
    )
    (path,) = folder.glob("*.whl")
    return path


@pytest.fixture(scope="session")
def installed(wheel, tmp_path_factory):
    """Return a folder with what the wheel installs."""
    folder = tmp_path_factory.mktemp("installed")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


def run(installed, code, *arguments, folder, without=()):
    """Run Python with the wheel in front of the checkout; packages that are ``without`` are not there."""
    blocked = "".join(f"sys.modules[{name!r}] = None\n" for name in without)
    return subprocess.run(
        [sys.executable, "-c", f"import sys\n{blocked}{code}", *map(str, arguments)],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(installed), "PYTHONSAFEPATH": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


COMMAND = "from hubwarden.cli import main\nmain()"


def command(installed, folder, *arguments, without=EXTRAS):
    return run(installed, COMMAND, *arguments, folder=folder, without=without)


def test_the_wheel_holds_commands_rules_pack_schemas_and_baseline(wheel):
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    wanted = {
        "hubwarden/policy/default.yaml",
        "hubwarden/policy/baseline.schema.json",
        "hubwarden_pulumi/stack_file.schema.json",
        "hubwarden_policy_pack/analyzer.py",
        "hubwarden_local_azure/server.py",
        *(f"{package}/py.typed" for package in ("hubwarden", "hubwarden_policy_pack")),
        *(f"hubwarden/rules/{rule.topic}/{rule.slug.replace('-', '_')}.py" for rule in all_rules()),
    }
    assert wanted - names == set()
    # Every file of the packages that is no bytecode, so that a new kind of file is not left out.
    for root in ("audit", "infra"):
        for path in (TOP / root).rglob("*"):
            inside = path.relative_to(TOP / root).as_posix()
            if path.is_file() and "/" in inside and not {"__pycache__"} & set(path.parts):
                assert inside in names or ".egg-info" in inside
    assert not [name for name in names if name.startswith(("tests", "policies"))]


def test_what_is_installed_is_what_runs(installed, tmp_path):
    code = (
        "import hubwarden, hubwarden_pulumi; print(hubwarden.__file__, hubwarden_pulumi.__file__)"
    )
    printed = run(installed, code, folder=tmp_path).stdout
    assert printed.count(str(installed)) == 2


def test_without_extras_files_are_judged(installed, tmp_path):
    assert __version__ in command(installed, tmp_path, "--version").stdout
    state = TOP / "tests/data/pulumi/state-prod.json"
    (tmp_path / "state.json").write_bytes(state.read_bytes())
    ended = command(installed, tmp_path, "init")
    assert ended.returncode == 0, ended.stderr
    report = command(installed, tmp_path, "check", "state:state.json", "--format", "json")
    assert report.returncode in {0, 3}, report.stderr
    assert len(json.loads(report.stdout)["results"]) > 100
    assert command(installed, tmp_path, "explain", "NH201").returncode == 0
    template = TOP / "tests/data/templates/modern.json"
    ended = command(installed, tmp_path, "check", f"template:{template}")
    assert ended.returncode in {0, 1, 3}, ended.stderr


def project(folder):
    (folder / "Pulumi.yaml").write_text("name: acme\nruntime: python\n", encoding="utf-8")
    (folder / "Pulumi.dev.yaml").write_text("config: {}\n", encoding="utf-8")
    (folder / "__main__.py").write_text(NAMESPACE, encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "extra", "missing"),
    [
        (["check"], "pulumi", ["pulumi"]),
        (["check", "program:dev"], "pulumi", EXTRAS),
        (["drift", "program:dev", "program:dev"], "pulumi", ["pulumi"]),
        (["check", "azure:"], "azure", ["azure"]),
        (["check", "azure:"], "azure", ["aiohttp"]),
        (["inventory", "azure:mg/acme"], "azure", EXTRAS),
    ],
)
def test_a_missing_extra_is_named_with_the_line_that_installs_it(
    installed, tmp_path, arguments, extra, missing
):
    project(tmp_path)
    ended = command(installed, tmp_path, *arguments, without=missing)
    assert ended.returncode == 2
    assert ended.stdout == ""
    first, second = ended.stderr.splitlines()
    assert "needs packages that are not installed" in first
    assert second.strip() == f"python -m pip install 'hubwarden[{extra}]'"


def test_with_its_extra_a_program_is_run(installed, tmp_path):
    project(tmp_path)
    ended = command(installed, tmp_path, "check", without=["azure", "aiohttp"])
    assert "program:dev" in ended.stdout, ended.stderr
    assert ended.returncode in {1, 3}


def test_the_policy_pack_names_its_extra_too(installed, tmp_path):
    code = "from hubwarden_policy_pack import policy_pack; policy_pack(None)"
    ended = run(installed, code, folder=tmp_path, without=EXTRAS)
    assert ended.returncode == 2
    assert "python -m pip install 'hubwarden[pulumi]'" in ended.stderr
    assert "Traceback" not in ended.stderr
