"""Prints what the policy pack costs: pulumi preview of 10 and of 200 hubs, with and without it.

Run it with ``make benchmark``. Nothing here fails: times differ from machine to machine.
"""

import statistics
import sys
import tempfile
import time
from pathlib import Path

import yaml
from deploying import Project

import push_files

SIZES = (10, 200)
ROUNDS = 3


def main() -> None:
    """Time previews in a backend from which nothing was deployed."""
    sizes = tuple(int(item) for item in sys.argv[1:]) or SIZES
    for hubs in sizes:
        with tempfile.TemporaryDirectory() as folder:
            project = Project.copied(Path(folder) / "all", "http://127.0.0.1:9")
            project.begin("test", {})
            with_hubs(project, hubs)
            without, resources = timed(project)
            pack, _ = timed(project, "--policy-pack", str(project.policies))
        print(  # noqa: T201 - this is what it is for
            f"{hubs:>4} hubs, {resources:>5} resources: preview {without:6.2f} s, "
            f"with the pack {pack:6.2f} s, ratio {pack / without:.2f}, "
            f"{1000 * (pack - without) / resources:.2f} ms per resource"
        )


def with_hubs(project: Project, count: int) -> None:
    """Let the sandbox have that many apps, each like the example's second one."""
    file = project.root / "project" / "Pulumi.test.yaml"
    data = yaml.safe_load(file.read_text(encoding="utf-8"))
    app = data["config"]["hubwarden:apps"]["courier"]
    data["config"]["hubwarden:apps"] = {f"app-{index}": app for index in range(count)}
    file.write_text(yaml.safe_dump(data, sort_keys=False), encoding="utf-8")
    key = push_files.firebase_key()
    secrets = [f"--secret=hubwarden:app-{index}-fcmPrivateKey={key}" for index in range(count)]
    project.done("config", "set-all", "--stack", "test", *secrets)


def timed(project: Project, *more: str) -> tuple[float, int]:
    """Return the median of a preview's seconds, and how many resources it was about."""
    seconds = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        ended = project.preview("test", "--json", *more)
        seconds.append(time.perf_counter() - begun)
        assert ended.code == 0, ended.text[-2000:]
    return statistics.median(seconds), ended.out.count('"op": "create"')


if __name__ == "__main__":
    main()
