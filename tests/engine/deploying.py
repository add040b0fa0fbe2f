"""Runs the real Pulumi command on a copy of the program, against a local Azure."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

import push_files

TOP = Path(__file__).resolve().parents[2]
HERE = TOP / "tests" / "engine"
BUILT = TOP / ".engine" / "pulumi"
LEAST_VERSION = (3, 240)
HOW_TO_GET = "run 'make engine' (it needs Go), or install the Pulumi command 3.240 or newer"
PASSPHRASE = "correct horse"
SECRETS = {
    "shop-apnsToken": push_files.signing_key("shop"),
    "shop-fcmPrivateKey": push_files.firebase_key("shop"),
    "courier-fcmPrivateKey": push_files.firebase_key("courier"),
}
"""What the rules look into, so they are real keys, made anew for each run."""

SCRIPTS = HERE / "bin"
"""What stands in for the language host and the provider of an installation."""


@cache
def command() -> Path | None:
    """Return the Pulumi command: the one that was built, else an installed one that fits."""
    if BUILT.is_file():
        return BUILT
    installed = shutil.which("pulumi")
    if installed is None:
        return None
    known = subprocess.run([installed, "version"], capture_output=True, text=True, check=False)
    found = re.fullmatch(r"v(3)\.(\d+)\..*", known.stdout.strip())
    fits = found and (int(found[1]), int(found[2])) >= LEAST_VERSION
    return Path(installed) if fits else None


@dataclass
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def text(self) -> str:
        return self.out + self.err

    @property
    def errors(self) -> str:
        """The errors that a command with ``--json`` told."""
        known = [event.get("diagnosticEvent", {}) for event in self.events]
        return "\n".join(item["message"] for item in known if item.get("severity") == "error")

    @property
    def events(self) -> list[dict[str, Any]]:
        """The events that a command with ``--json`` printed, one on each line."""
        return [json.loads(line) for line in self.out.splitlines() if line.startswith("{")]

    @property
    def steps(self) -> dict[str, str]:
        """What was done, by the logical name of the resource; what stayed the same is left out."""
        found = {}
        for event in self.events:
            step = event.get("resourcePreEvent", {}).get("metadata")
            if step and step["op"] not in ("same", "refresh", "read"):
                found[step["urn"].rpartition("::")[2]] = step["op"]
        return found

    @property
    def counts(self) -> Counter[str]:
        summaries = [event["summaryEvent"] for event in self.events if "summaryEvent" in event]
        return Counter(summaries[-1]["resourceChanges"]) if summaries else Counter()


@dataclass
class Project:
    """A copy of the program with a backend of its own."""

    root: Path
    azure_url: str
    environment: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def copied(cls, root: Path, azure_url: str) -> "Project":
        """Copy the program as it is in the repository."""
        root.mkdir()
        project = root / "project"
        project.mkdir()
        for path in TOP.glob("Pulumi*.yaml"):
            shutil.copy(path, project)
        shutil.copytree(
            TOP / "infra", project / "infra", ignore=shutil.ignore_patterns("__pycache__")
        )
        shutil.copytree(
            TOP / "policies", root / "policies", ignore=shutil.ignore_patterns("__pycache__")
        )
        (root / "backend").mkdir()
        return cls(root, azure_url)

    def again(self, root: Path, azure_url: str) -> "Project":
        """Return a copy of the project, its settings and its backend."""
        shutil.copytree(self.root, root)
        return Project(root, azure_url)

    @property
    def policies(self) -> Path:
        return self.root / "policies"

    def run(self, *arguments: str) -> Ended:
        """Run the Pulumi command to its end."""
        done = subprocess.run(
            self.line(arguments),
            cwd=self.root / "project",
            env=self.variables(),
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
        )
        return Ended(done.returncode, done.stdout, done.stderr)

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        """Begin to run the Pulumi command."""
        return subprocess.Popen(
            self.line(arguments),
            cwd=self.root / "project",
            env=self.variables(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )

    @staticmethod
    def line(arguments: tuple[str, ...]) -> list[str]:
        found = command()
        assert found, HOW_TO_GET
        return [str(found), "--non-interactive", "--color", "never", *arguments]

    def variables(self) -> dict[str, str]:
        return {
            "PATH": f"{SCRIPTS}:{Path(sys.executable).parent}:{os.environ['PATH']}",
            "HOME": str(self.root),
            "PULUMI_HOME": str(self.root / "home"),
            "PULUMI_BACKEND_URL": f"file://{self.root / 'backend'}",
            "PULUMI_CONFIG_PASSPHRASE": PASSPHRASE,
            "PULUMI_SKIP_UPDATE_CHECK": "1",
            "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
            "PULUMI_DEBUG_COMMANDS": "true",
            "HUBWARDEN_LOCAL_AZURE": self.azure_url,
            "PYTHONDONTWRITEBYTECODE": "1",
            **self.environment,
        }

    def done(self, *arguments: str) -> Ended:
        """Run the Pulumi command, which must succeed."""
        ended = self.run(*arguments)
        assert ended.code == 0, ended.text[-4000:]
        return ended

    def begin(self, stack: str, secrets: Mapping[str, str] | None = None) -> None:
        """Make a stack and set its secrets, as the README says."""
        self.done("stack", "init", stack)
        for key, value in (SECRETS if secrets is None else secrets).items():
            self.secret(stack, key, value)

    def secret(self, stack: str, key: str, value: str) -> None:
        # A key begins with hyphens and would be taken for an option.
        self.done("config", "set", "--stack", stack, "--secret", f"hubwarden:{key}", "--", value)

    def edit(self, stack: str, old: str, new: str) -> None:
        """Make one edit of a stack file."""
        path = self.root / "project" / f"Pulumi.{stack}.yaml"
        text = path.read_text(encoding="utf-8")
        # The command writes the file anew when it sets a secret; the layout is then its own.
        assert text.count(old) == 1, f"{old!r} is {text.count(old)} times in {path.name}"
        path.write_text(text.replace(old, new), encoding="utf-8")

    def setting(self, stack: str, path: str, value: Any) -> None:
        """Set, or with ``None`` remove, what stands at a dotted path of the stack's settings."""
        file = self.root / "project" / f"Pulumi.{stack}.yaml"
        data = yaml.safe_load(file.read_text(encoding="utf-8"))
        *above, last = path.split(".")
        place = data["config"]
        for index, part in enumerate(above):
            place = place.setdefault(f"hubwarden:{part}" if index == 0 else part, {})
        key = f"hubwarden:{last}" if not above else last
        if value is None:
            del place[key]
        else:
            place[key] = value
        file.write_text(yaml.safe_dump(data, sort_keys=False), encoding="utf-8")

    def preview(self, stack: str, *more: str) -> Ended:
        return self.run("preview", "--stack", stack, *more)

    def up(self, stack: str, *more: str) -> Ended:
        """Deploy without a preview before it; the events are in the answer."""
        return self.run("up", "--stack", stack, "--yes", "--skip-preview", "--json", *more)

    def state(self, stack: str) -> dict[str, Any]:
        return json.loads(self.done("stack", "export", "--stack", stack).out)
