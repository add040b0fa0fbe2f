"""Writes tests/data/pulumi anew: documents that the real engine wrote, without a path of this machine.

Run it with ``make documents``. What is taken away is the places of Python's and Pulumi's own files, and
all but the first frames of a call stack.
"""

import json
import re
import signal
import tempfile
import time
from pathlib import Path

from deploying import TOP, Ended, Project

from hubwarden_local_azure import running

DATA = TOP / "tests" / "data" / "pulumi"
FRAMES = 4
"""How many frames of a call stack are kept: the innermost ones are those that a reader looks at."""

SECRETS = {
    "shop-apnsToken": "not a key: the shop's signing key",
    "shop-fcmPrivateKey": "not a key: the shop's Firebase key",
    "courier-fcmPrivateKey": "not a key: the couriers' Firebase key",
}


def main() -> None:
    DATA.mkdir(parents=True, exist_ok=True)
    for path in DATA.glob("*.json*"):
        path.unlink()
    with tempfile.TemporaryDirectory() as folder:
        with running() as azure:
            follow(Project.copied(Path(folder) / "followed", azure.url))
        with running(delay=30) as azure:
            interrupt(Project.copied(Path(folder) / "interrupted", azure.url))


def follow(project: Project) -> None:
    """Write what the engine says of both stacks from the first preview on."""
    for stack in ("prod", "test"):
        project.begin(stack, SECRETS)
        write(f"preview-first-{stack}", preview(project, stack))
        up = project.up(stack)
        assert up.code == 0, up.errors
        write_lines(f"events-first-{stack}", up)
        write(f"state-{stack}", project.state(stack))
    project.setting("prod", "apps.shop.consumers.reports", {"role": "backend", "rights": ["Send"]})
    project.secret("prod", "shop-apnsToken", "not a key: the next signing key")
    write("preview-update-prod", preview(project, "prod"))
    changes = project.preview("prod", "--json")
    write("preview-update-prod-changes-only", json.loads(changes.out))
    project.setting("test", "prefix", "birkenmarkt")
    write("preview-replacement-test", preview(project, "test"))
    urn = next(
        item["urn"]
        for item in project.state("test")["deployment"]["resources"]
        if item["type"].endswith(":MetricAlert")
    )
    project.done("state", "taint", "--stack", "test", "--yes", urn)
    write("state-test-version-4", project.state("test"))


def preview(project: Project, stack: str) -> object:
    return json.loads(project.preview(stack, "--json", "--show-sames").out)


def interrupt(project: Project) -> None:
    """Write the state of a deployment that was killed while Azure was at work."""
    project.begin("test", SECRETS)
    begun = project.start("up", "--stack", "test", "--yes", "--skip-preview")
    while not _pending(project):
        time.sleep(0.1)
    begun.send_signal(signal.SIGKILL)
    begun.wait()
    begun.stdout.close()
    project.done("cancel", "test", "--yes")
    write("state-test-pending", project.state("test"))


def _pending(project: Project) -> bool:
    """Tell whether the namespace is being made."""
    for path in (project.root / "backend").rglob("stacks/*/test.json"):
        try:
            latest = json.loads(path.read_bytes())["checkpoint"]["latest"]
        except ValueError:
            continue  # It is being written just now.
        pending = latest.get("pending_operations") or []
        if any(item["resource"]["type"].endswith(":Namespace") for item in pending):
            return True
    return False


def write(name: str, document: object) -> None:
    text = json.dumps(cleaned(document), indent=1, ensure_ascii=False)
    (DATA / f"{name}.json").write_text(text + "\n", encoding="utf-8")


def write_lines(name: str, ended: Ended) -> None:
    lines = (json.dumps(cleaned(event), ensure_ascii=False) for event in ended.events)
    (DATA / f"{name}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")


def cleaned(value: object) -> object:
    """Return a copy without places of this machine."""
    if isinstance(value, dict):
        return {
            key: cleaned(part[:FRAMES] if key == "stackTrace" else part)
            for key, part in value.items()
        }
    if isinstance(value, list):
        return [cleaned(item) for item in value]
    if isinstance(value, str):
        value = re.sub(
            r"project:///\.\./.*?(/site-packages/|/lib/python)", r"project:///..\1", value
        )
        value = re.sub(r"project:///\.\./.*/tests/engine/", "project:///../host/", value)
        return re.sub(r"(?<![\w/:])/(tmp|root|home|work|Users)/[\w./-]*/", "/usr/local/bin/", value)
    return value


if __name__ == "__main__":
    main()
