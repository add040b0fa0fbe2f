"""What is installed without an extra: files are judged, and the rest names the line that installs it."""

import json

import pytest

from distribution.conftest import TOP

EXTRAS = ("aiohttp", "azure", "google", "grpc", "pulumi", "pulumi_azure_native")

NAMESPACE = """\
import pulumi_azure_native as azure

azure.notificationhubs.Namespace("ns", namespace_name="acme-ns", resource_group_name="acme", sku={"name": "Free"})
"""


def run(installed, folder, code, *arguments, without=EXTRAS):
    """Run code with the wheel; packages that are ``without`` are not there."""
    blocked = "".join(f"sys.modules[{name!r}] = None\n" for name in without)
    return installed.run("python", "-c", f"import sys\n{blocked}{code}", *arguments, folder=folder)


def command(installed, folder, *arguments, without=EXTRAS):
    code = "from hubwarden.cli import main\nmain()"
    return run(installed, folder, code, *arguments, without=without)


def project(folder):
    (folder / "Pulumi.yaml").write_text("name: acme\nruntime: python\n", encoding="utf-8")
    (folder / "Pulumi.dev.yaml").write_text("config: {}\n", encoding="utf-8")
    (folder / "__main__.py").write_text(NAMESPACE, encoding="utf-8")


def test_without_extras_files_are_judged(installed, tmp_path):
    state = TOP / "tests/data/pulumi/state-prod.json"
    (tmp_path / "state.json").write_bytes(state.read_bytes())
    ended = command(installed, tmp_path, "init")
    assert ended.returncode == 0, ended.stderr
    report = command(installed, tmp_path, "check", "state:state.json", "--format", "json")
    assert report.returncode in {0, 3}, report.stderr
    assert len(json.loads(report.stdout)["results"]) > 100
    assert command(installed, tmp_path, "explain", "NH201").returncode == 0


@pytest.mark.parametrize(
    ("arguments", "extra", "missing"),
    [
        (["check"], "pulumi", ["pulumi"]),
        (["check", "program:dev"], "pulumi", EXTRAS),
        (["drift", "program:dev", "program:dev"], "pulumi", ["pulumi"]),
        (["check", "azure:"], "azure", ["azure"]),
        (["check", "azure:"], "azure", ["aiohttp"]),
        (["inventory", "azure:mg/acme"], "azure", EXTRAS),
        (["demo"], "demo", EXTRAS),
        (["demo"], "demo", ["aiohttp"]),
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
    ended = run(installed, tmp_path, code)
    assert ended.returncode == 2
    assert "python -m pip install 'hubwarden[pulumi]'" in ended.stderr
    assert "Traceback" not in ended.stderr
