"""``hubwarden check azure:``, as a process of its own."""

import contextlib
import json
import os
import pty
import re
import signal
import subprocess
import sys

import pytest
from click.testing import CliRunner

from hubwarden.cli import main
from sources.azure import faults
from sources.azure.scripted_azure import CANARY, HUB, NAMESPACE, PRINCIPAL, SUBSCRIPTION

CLEAN, VIOLATIONS, USAGE, INCOMPLETE, INTERRUPTED = 0, 1, 2, 3, 130
BASELINE = """\
version: 1
consumers:
  - {rule: backend, role: backend}
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments):
    return subprocess.run(
        [sys.executable, "-m", "hubwarden", "check", *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def report(*arguments):
    ended = run("--format", "json", *arguments)
    assert CANARY not in ended.stdout + ended.stderr
    return json.loads(ended.stdout), ended


def on_a_terminal(*arguments):
    """Run with standard error on a terminal; return what is shown there."""
    ours, its = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "hubwarden", "check", *arguments],
        stdout=subprocess.DEVNULL,
        stderr=its,
    ) as process:
        os.close(its)
        shown = b""
        # Linux ends a terminal that nobody writes to any more with an error.
        with contextlib.suppress(OSError):
            while chunk := os.read(ours, 4096):
                shown += chunk
    os.close(ours)
    return shown.decode(), process.returncode


def results(document, rule):
    return {item["outcome"] for item in document["results"] if item["rule"] == rule}


def test_a_terminal_shows_how_far_the_reading_is(azure, folder):
    shown, code = on_a_terminal("azure:")
    assert code == VIOLATIONS
    assert "Reading Azure" in shown
    last = re.findall(r"(\d+)/(\d+)", shown)[-1]
    assert last[0] == last[1] != "1"
    shown, _ = on_a_terminal("template:nothing.json")
    assert "Reading Azure" not in shown


def test_a_live_estate_is_judged(azure, folder):
    document, ended = report("azure:")
    assert ended.returncode == VIOLATIONS
    assert ended.stderr == ""
    (source,) = document["evidence"]["sources"]
    assert source["name"] == f"azure:{SUBSCRIPTION}"
    assert PRINCIPAL in source["asked_as"]
    assert document["gaps"] == []
    assert results(document, "NH504") == {"fail"}  # No hub exports its metrics.
    assert results(document, "NH503") == {"pass"}
    assert results(document, "NH401") == {"pass"}


def test_nothing_that_was_not_asked_is_open(azure, folder):
    document, _ = report("azure:")
    asked = [item for item in document["results"] if item["cause"] == "not-asked"]
    assert asked
    assert all(item["accepted"] for item in asked)
    words = run("azure:").stdout
    assert "not asked for" in words
    assert "--with-credentials" in words


def test_credentials_are_judged_and_never_shown(azure, folder):
    document, ended = report("azure:", "--with-credentials", "--verbose")
    assert ended.returncode == VIOLATIONS
    assert results(document, "NH106") == {"fail"}  # The legacy credential of Firebase.
    assert results(document, "NH117") == {"fail"}  # A canary is no private key.
    assert not [item for item in document["results"] if item["cause"] == "not-asked"]


def test_a_missing_permission_is_in_the_report_with_its_rules(azure, folder):
    azure.faults.append(
        faults.some(f"{HUB}/authorizationRules", faults.status(403, "AuthorizationFailed"))
    )
    document, _ = report("azure:")
    (gap,) = document["gaps"]
    assert gap["permission"].endswith("/NotificationHubs/authorizationRules/read")
    open_ones = {item["rule"] for item in document["results"] if item["cause"] == "unread"}
    assert set(gap["rules"]) == open_ones
    assert {"NH203", "NH204"} <= open_ones
    judged = {item["rule"] for item in document["results"] if item["kind"] != "AccessRule"}
    assert not {"NH401", "NH503", "NH504"} & open_ones
    assert {"NH401", "NH503", "NH504"} <= judged
    assert f"leaves undetermined: {', '.join(gap['rules'])}" in run("azure:").stdout


@pytest.mark.parametrize(
    ("part", "rules"),
    [
        ("Microsoft.Authorization/locks", {"NH601"}),
        ("Microsoft.Insights/metricAlerts", {"NH505"}),
        ("AlertsManagement/actionRules", set()),
        (f"{NAMESPACE}/providers/Microsoft.Insights/diagnosticSettings", {"NH503"}),
        ("Microsoft.Authorization/roleAssignments", {"NH210"}),
        (f"{NAMESPACE}/privateEndpointConnections", {"NH403"}),
    ],
)
def test_a_gap_opens_its_own_rules(azure, folder, part, rules):
    azure.faults.append(faults.some(part, faults.status(403)))
    document, _ = report("azure:", "--environment", "production")
    (gap,) = document["gaps"]
    assert set(gap["rules"]) >= rules
    assert "NH401" not in gap["rules"]
    for rule in rules:
        assert "pass" not in results(document, rule)


def test_the_baseline_tells_who_uses_a_rule(azure, folder):
    document, _ = report("azure:")
    assert "undetermined" in results(document, "NH204")
    (folder / "baseline.yaml").write_text(BASELINE, encoding="utf-8")
    document, _ = report("azure:", "--baseline-file", "baseline.yaml")
    assert results(document, "NH204") == {"pass", "not-applicable"}
    assert results(document, "NH203") == {"fail", "not-applicable"}  # Listen and Send


def test_an_empty_subscription_is_incomplete(azure, folder):
    for path, body in azure.answers.items():
        if path.endswith("/namespaces"):
            body["value"] = []
    document, ended = report("azure:")
    assert ended.returncode == INCOMPLETE
    assert [gap["what"] for gap in document["gaps"]] == ["Notification Hubs"]


def test_nobody_is_signed_in(azure, folder, monkeypatch):
    monkeypatch.setenv("PATH", os.devnull)
    ended = run("azure:")
    assert ended.returncode == USAGE
    assert "az login" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_an_endpoint_that_is_not_trusted_gets_no_token(azure, folder, monkeypatch):
    monkeypatch.delenv("REQUESTS_CA_BUNDLE")
    ended = run("azure:")
    assert ended.returncode == USAGE
    assert "ARM_METADATA_HOSTNAME" in ended.stderr
    assert azure.asked == []


def test_without_the_extra_it_says_what_to_install(folder, monkeypatch):
    # None in sys.modules is how Python marks a package that is not there.
    for name in [name for name in sys.modules if name.partition(".")[0] == "azure"]:
        monkeypatch.delitem(sys.modules, name)
    for name in [name for name in sys.modules if name.startswith("hubwarden.sources.azure.a")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "azure", None)
    ended = CliRunner().invoke(main, ["check", "azure:"])
    assert ended.exit_code == USAGE
    assert "pip install 'hubwarden[azure]'" in ended.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signal")
def test_ctrl_c_ends_it_without_a_report(azure, folder):
    azure.faults.append(faults.some(f"{HUB}/authorizationRules", faults.silence()))
    process = subprocess.Popen(
        [sys.executable, "-m", "hubwarden", "check", "azure:", "-o", "report.txt"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    while not [item for item in azure.asked if item.path == f"{HUB}/authorizationRules"]:
        assert process.poll() is None, process.communicate()
    process.send_signal(signal.SIGINT)
    out, said = process.communicate(timeout=120)
    assert (process.returncode, out, said) == (INTERRUPTED, "", "hubwarden: interrupted\n")
    assert not (folder / "report.txt").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="a shell script stands for az")
@pytest.mark.parametrize("hangs", ["signing in", "naming the subscription"])
def test_an_az_that_hangs_ends_in_a_line(azure, folder, monkeypatch, hangs):
    """It is given up when time is up, and what it began goes with it."""
    answering = azure.folder / "az"
    word = {"signing in": "get-access-token", "naming the subscription": "account show"}[hangs]
    stuck = f'#!/bin/sh\ncase "$*" in *"{word}"*) sleep 600 ;; esac\nexec {answering} "$@"\n'
    (folder / "bin").mkdir()
    (folder / "bin" / "az").write_text(stuck, encoding="utf-8")
    (folder / "bin" / "az").chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder / 'bin'}{os.pathsep}{os.environ['PATH']}")
    ended = run("azure:", "--timeout", "4")
    assert ended.returncode == INCOMPLETE
    assert "Traceback" not in ended.stderr
    assert "Exception ignored" not in ended.stderr
    if hangs == "signing in":
        assert ended.stderr.startswith(
            "hubwarden: time was up before anybody was signed in to Azure\n"
        )
    else:
        # The account is signed in; what is asked without time is a gap.
        assert ended.stderr == ""
        assert "the time for the whole run was up" in " ".join(ended.stdout.split())


@pytest.mark.skipif(sys.platform == "win32", reason="a shell script stands for az")
def test_an_az_that_hangs_with_time_left_leaves_nothing_behind(azure, folder, monkeypatch):
    """The clients give it up by themselves then; what it left open is no business of the reader."""
    (folder / "bin").mkdir()
    (folder / "bin" / "az").write_text("#!/bin/sh\nsleep 100\n", encoding="utf-8")
    (folder / "bin" / "az").chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder / 'bin'}{os.pathsep}{os.environ['PATH']}")
    sooner = (
        "from hubwarden.sources.azure import signing_in; signing_in.AZ_SECONDS = 2; "
        "from hubwarden.cli import main; main(['check', 'azure:'])"
    )
    ended = subprocess.run(
        [sys.executable, "-c", sooner], capture_output=True, text=True, check=False, timeout=300
    )
    assert ended.returncode == USAGE
    assert ended.stderr.startswith("hubwarden: signing in to Azure failed\n")
    assert len(ended.stderr.splitlines()) == 2
