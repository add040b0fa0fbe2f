"""Runs the program of a stack and judges nothing: ``python bare_program.py STACK`` in the project's folder.

Pulumi's own mocks stand in for the engine. It is what a run costs with no auditor in it.
"""

import asyncio
import json
import runpy
import sys
from pathlib import Path
from typing import Any

import yaml
from pulumi.runtime import config, mocks, settings
from pulumi.runtime.stack import run_in_stack


class Echo(mocks.Mocks):
    """Answers every resource with its own inputs."""

    def new_resource(self, args: mocks.MockResourceArgs) -> tuple[str, dict[str, Any]]:
        return f"{args.name}-id", args.inputs

    def call(self, args: mocks.MockCallArgs) -> dict[str, Any]:
        return args.args


def main() -> None:
    """Run the program to its end."""
    (stack,) = sys.argv[1:]
    project = yaml.safe_load(Path("Pulumi.yaml").read_text(encoding="utf-8"))
    chosen = yaml.safe_load(Path(f"Pulumi.{stack}.yaml").read_text(encoding="utf-8"))["config"]
    values = {
        key: value if isinstance(value, str) else json.dumps(value) for key, value in chosen.items()
    }
    asyncio.set_event_loop(asyncio.new_event_loop())
    mocks.set_mocks(Echo(), project["name"], stack, preview=True)
    settings.ROOT.set(None)  # The run below makes its own.
    secrets = {
        f"hubwarden:{app}-{what}": "not a key"
        for app in chosen["hubwarden:apps"]
        for what in ("apnsToken", "fcmPrivateKey")
    }
    config.set_all_config({**values, **secrets}, list(secrets))
    main_folder = Path(project.get("main", ".")).resolve()
    sys.path.insert(0, str(main_folder))
    loop = asyncio.get_event_loop_policy().get_event_loop()
    loop.run_until_complete(
        run_in_stack(lambda: runpy.run_path(str(main_folder), run_name="__main__"))
    )


if __name__ == "__main__":
    main()
