"""The wheel holds all that the commands need, and works where nothing of this checkout is."""

import json
import zipfile

import hubwarden
from distribution.conftest import TOP

PACKAGES = (
    "hubwarden",
    "hubwarden_local_azure",
    "hubwarden_policy_pack",
    "hubwarden_pulumi",
)
TEMPLATE = TOP / "tests" / "data" / "templates" / "complete.json"


def test_the_wheel_holds_every_file_of_its_packages(installed):
    with zipfile.ZipFile(installed.wheel) as wheel:
        inside = set(wheel.namelist())
    expected = {
        str(path.relative_to(root))
        for root in (TOP / "audit", TOP / "infra")
        for package in PACKAGES
        for path in (root / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert expected, "no file was looked for"
    assert expected <= inside, sorted(expected - inside)
    recording = "hubwarden/commands/demonstration/recording"
    assert {f"{recording}/{name}" for name in ("prod.json", "test.json", "baseline.yaml")} <= inside
    assert "hubwarden/policy/default.yaml" in inside
    # Nothing but the packages and what describes the wheel itself.
    others = {name.partition("/")[0] for name in inside}
    assert others == {*PACKAGES, f"hubwarden-{hubwarden.__version__}.dist-info"}


def test_its_code_is_what_runs(installed, tmp_path):
    where = "; ".join(f"import {name}; print({name}.__file__)" for name in PACKAGES)
    done = installed.run("python", "-c", where, folder=tmp_path)
    assert done.returncode == 0, done.stderr
    places = done.stdout.split()
    assert len(places) == len(PACKAGES)
    assert all(place.startswith(str(installed.root)) for place in places)


def test_the_version(installed, tmp_path):
    done = installed.run("hubwarden", "--version", folder=tmp_path)
    assert done.stdout == f"hubwarden, version {hubwarden.__version__}\n"


def test_a_template_is_judged_by_the_packaged_baseline(installed, tmp_path):
    parameters = TEMPLATE.with_suffix(".parameters.json")
    done = installed.run(
        "hubwarden", "check", f"template:{TEMPLATE}", "--parameters", str(parameters),
        "--format", "json",
        folder=tmp_path,
    )  # fmt: skip
    assert done.returncode in (0, 1, 3), done.stderr
    report = json.loads(done.stdout)
    assert report["evidence"]["baseline"] == "default"
    assert len(report["results"]) > 20


def test_the_demo(installed, tmp_path):
    done = installed.run("hubwarden", "demo", folder=tmp_path)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout + done.stderr
    assert "changes were found, and nothing else was reported" in done.stdout
    assert list(tmp_path.iterdir()) == []


def test_the_pack_and_the_auditors_role(installed, tmp_path):
    """A project of its own writes a pack of two lines; a program gives the role of the auditor."""
    program = (
        "import json\n"
        "import hubwarden_policy_pack.analyzer\n"
        "from hubwarden_pulumi.auditor_role import AuditorRole\n"
        "from hubwarden.sources.azure.auditor_role import role\n"
        "print(json.dumps(role()))\n"
    )
    done = installed.run("python", "-c", program, folder=tmp_path)
    assert done.returncode == 0, done.stderr
    shipped = json.loads((TOP / "docs" / "roles" / "auditor.json").read_text(encoding="utf-8"))
    assert json.loads(done.stdout) == shipped
