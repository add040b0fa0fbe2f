"""The command ``demo``: what it prints, how it ends, and that nothing stays behind."""

import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from click.testing import CliRunner

from hubwarden.cli import main
from hubwarden.commands.demonstration import tampering, walkthrough
from hubwarden.commands.demonstration.recorded_stacks import unpack
from hubwarden.commands.demonstration.refused_pushes import REFUSED
from hubwarden.commands.demonstration.tampering import TAMPERINGS

DATA = Path(__file__).resolve().parents[1] / "data"
COMMAND = [sys.executable, "-m", "hubwarden", "demo"]


def environment(folder):
    """Return variables with which temporary folders are made in ``folder``, far from any project."""
    return {**os.environ, "TMPDIR": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}


def run(folder, *arguments):
    return subprocess.run(
        [*COMMAND, *arguments],
        cwd=folder,
        env=environment(folder),
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def left_in(folder):
    return sorted(path.name for path in folder.rglob("*"))


def test_the_demo_finds_everything_and_leaves_nothing(tmp_path):
    done = run(tmp_path)
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    lines = done.stdout.splitlines()
    assert f"All {len(TAMPERINGS)} changes were found" in done.stdout
    for letter, item in zip("abcdefgh", TAMPERINGS, strict=True):
        assert f"   {letter}  {item.words}" in lines
        for rule, _ in item.unsafe | item.different:
            assert rule in done.stdout
    assert "?" not in done.stdout
    assert max(map(len, lines)) <= 110
    assert len(lines) < 90
    assert left_in(tmp_path) == []


def test_it_prints_no_secret_and_leaves_the_environment_alone(monkeypatch):
    """Whatever key is made at start, no piece of it reaches the terminal."""
    made = []

    def kept(folder):
        made.append(unpack(folder))
        return made[-1]

    monkeypatch.setattr(walkthrough, "unpack", kept)
    monkeypatch.setenv("AZURE_CLIENT_ID", "somebody")
    before = dict(os.environ)
    result = CliRunner().invoke(main, ["demo"])
    assert result.exit_code == 0, result.output
    assert dict(os.environ) == before
    secrets = [made[0].passphrase, *made[0].values.values()]
    assert len(secrets) > 10
    for secret in secrets:
        pieces = {secret[at : at + 16] for at in range(min(64, len(secret) - 16), len(secret) - 15)}
        assert not any(piece in result.output for piece in pieces)


def test_what_is_missed_and_what_nobody_did_is_named(monkeypatch):
    quiet = tampering.Tampering(
        "quiet",
        "Somebody did something that nobody sees.",
        lambda _azure: None,
        unsafe=frozenset({("NH601", "/subscriptions/s/quiet")}),
    )
    loud = tampering.Tampering("loud", "Somebody removed a lock.", TAMPERINGS[-1].do)
    monkeypatch.setattr(walkthrough, "TAMPERINGS", (quiet, loud))
    result = CliRunner().invoke(main, ["demo"])
    assert result.exit_code == 1, result.output
    assert "missed: check NH601 quiet" in result.output
    assert "reported, and nobody changed it: check NH601 lindenmarkt-prod-ns" in result.output
    assert "?  NH601" in result.output


def test_it_ends_with_the_cause_of_the_refused_pushes():
    result = CliRunner().invoke(main, ["demo"])
    _, _, end = result.output.partition("6  Why the kiosks get no pushes")
    assert "1,440 pushes refused for the credential: outgoing.apns" in end
    assert "[high] NH308: it is for sandbox" in " ".join(end.split())
    assert "Next: Use a certificate for the environment's side" in end


def test_a_cause_that_is_not_named_first_is_missed(monkeypatch):
    """With the right certificate nothing proves why pushes are refused, and the demo says that it missed it."""
    renewed = tampering.Tampering(
        "renewed", "Nobody did it.", lambda _azure: None, frozenset({REFUSED})
    )
    monkeypatch.setattr(walkthrough, "TAMPERINGS", (renewed,))
    result = CliRunner().invoke(main, ["demo"])
    assert result.exit_code == 1
    assert "missed: diagnose NH308 lindenmarkt-prod-kiosk" in result.output


@pytest.mark.parametrize("package", ["aiohttp", "azure", "azure.mgmt.resourcegraph"])
@pytest.mark.parametrize("arguments", [[], ["--serve", "--empty"]], ids=["demo", "serve"])
def test_without_the_extra_it_says_how_to_install_it(tmp_path, package, arguments):
    """Where a package is missing, nothing is shown and the line that installs it is."""
    hidden = f"import sys; sys.modules[{package!r}] = None; from hubwarden.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", hidden, "demo", *arguments],
        cwd=tmp_path,
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert "pip install 'hubwarden[demo]'" in done.stderr
    assert left_in(tmp_path) == []


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--port", "4000"], "belong to --serve"),
        (["--from", "state:x"], "belong to --serve"),
        (["--empty"], "belong to --serve"),
        (["--serve", "--empty", "--from", "state:x"], "choose one"),
        (["--serve", "--from", "nothing:x"], "is not a kind of source"),
        (["--serve", "--port", "70000"], "70000"),
        (["--serve", "--save", "kept"], "--serve reads nothing"),
        (["--save", "/nowhere/kept"], "there is no folder /nowhere"),
    ],
)
def test_what_does_not_fit_together_is_refused(arguments, says):
    result = CliRunner().invoke(main, ["demo", *arguments])
    assert result.exit_code == 2
    assert says in result.output


class Serving:
    """``demo --serve`` that is running."""

    def __init__(self, folder, *arguments):
        self.process = subprocess.Popen(
            [*COMMAND, "--serve", *arguments],
            cwd=folder,
            env=environment(folder),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.said = []
        self.ready = threading.Event()
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()
        assert self.ready.wait(120), self.said

    def _read(self):
        for line in self.process.stderr:
            self.said.append(line.rstrip())
            if "Ctrl-C" in line:
                self.ready.set()
        self.ready.set()

    def exports(self):
        names = {}
        while True:
            line = self.process.stdout.readline().rstrip()
            if line.startswith("unset "):
                continue
            assert line.startswith("export ")
            name, _, value = line.removeprefix("export ").partition("=")
            names[name] = value.strip("'")
            if name == self.last:
                return names

    last = "HUBWARDEN_LOCAL_AZURE"

    def end(self, number=signal.SIGINT):
        self.process.send_signal(number)
        self.process.wait(30)
        self.reader.join(30)
        out = self.process.stdout.read()
        self.process.stdout.close()
        self.process.stderr.close()
        return self.process.returncode, out


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 0), (signal.SIGTERM, 143)])
def test_serving_ends_without_a_trace(tmp_path, number, code):
    serving = Serving(tmp_path, "--empty")
    assert left_in(tmp_path) != []
    assert serving.end(number)[0] == code
    assert left_in(tmp_path) == []


def test_what_is_served_is_what_the_demo_begins_with(tmp_path):
    serving = Serving(tmp_path)
    try:
        exports = {**os.environ, **serving.exports()}
        hints = [line for line in serving.said if line.startswith("hubwarden ")]
        assert len(hints) == 2
        for hint in hints:
            done = subprocess.run(
                [sys.executable, "-m", *hint.split()],
                cwd=tmp_path,
                env=exports,
                capture_output=True,
                text=True,
                check=False,
                timeout=120,
            )
            assert done.returncode == 0, done.stdout + done.stderr
    finally:
        assert serving.end() == (0, "")


def test_a_source_is_served_and_what_it_does_not_tell_is_said(tmp_path):
    serving = Serving(tmp_path, "--from", f"state:{DATA / 'pulumi/state-prod.json'}")
    try:
        exports = serving.exports()
        assert "PULUMI_CONFIG_PASSPHRASE" not in exports
        said = "\n".join(serving.said)
        assert "has a harmless value: push credentials" in said
        assert "left out: values of vault secrets (3)" in said
        done = subprocess.run(
            [sys.executable, "-m", "hubwarden", "inventory", "azure:", "--format", "json"],
            cwd=tmp_path,
            env={**os.environ, **exports},
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        assert done.returncode == 0, done.stderr
        sections = {item["name"]: item["rows"] for item in json.loads(done.stdout)["sections"]}
        assert {row["hub"] for row in sections["hubs"]} == {
            "lindenmarkt-prod-courier",
            "lindenmarkt-prod-shop",
        }
    finally:
        assert serving.end() == (0, "")


def test_a_port_that_is_taken_is_told(tmp_path):
    serving = Serving(tmp_path, "--empty")
    try:
        port = serving.exports()["HUBWARDEN_LOCAL_AZURE"].rpartition(":")[2]
        second = run(tmp_path, "--serve", "--empty", "--port", port)
        assert second.returncode == 2
        assert f"cannot listen on port {port}" in second.stderr
    finally:
        serving.end()


def test_what_was_read_is_kept_where_that_is_asked(tmp_path, monkeypatch):
    """It holds what was changed, and no secret; without the option nothing stays."""
    kept = tmp_path / "kept"
    monkeypatch.chdir(tmp_path)
    assert CliRunner().invoke(main, ["demo", "--save", "kept"]).exit_code == 0
    again = CliRunner().invoke(main, ["check", f"saved:{kept}", "--format", "json"])
    assert again.exit_code == 1, again.output
    found = {
        item["rule"] for item in json.loads(again.stdout)["results"] if item["outcome"] == "fail"
    }
    assert {"NH308", "NH309", "NH401", "NH506", "NH601"} <= found


def test_what_leads_to_another_account_is_unset(tmp_path, monkeypatch):
    monkeypatch.setenv("AZURE_CLIENT_ID", "somebody")
    serving = Serving(tmp_path, "--empty")
    code, out = serving.end()
    assert code == 0
    assert "unset AZURE_CLIENT_ID" in out.splitlines()


def test_a_reader_that_goes_away_is_told_of(tmp_path):
    script = f"{' '.join(COMMAND)} | head -1"
    done = subprocess.run(
        ["/bin/sh", "-c", script],
        cwd=tmp_path,
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.stdout.startswith("A production and a sandbox")
    assert done.stderr == "hubwarden: the result cannot be written: Broken pipe\n"
    assert left_in(tmp_path) == []


def test_ctrl_c_ends_the_demo_without_a_trace(tmp_path):
    process = subprocess.Popen(
        COMMAND,
        cwd=tmp_path,
        env=environment(tmp_path),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    first = process.stdout.readline()
    while "What was deployed" not in (line := process.stdout.readline()):
        assert line, "it ended by itself"
    process.send_signal(signal.SIGINT)
    _, error = process.communicate(timeout=60)
    assert first.startswith("A production and a sandbox")
    assert (process.returncode, error) == (130, "hubwarden: interrupted\n")
    assert left_in(tmp_path) == []
