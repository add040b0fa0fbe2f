"""Writes small Pulumi programs for tests."""

import textwrap
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from hubwarden.model.estate import Estate
from hubwarden.sources.program.program_source import read_program
from hubwarden.sources.program.stack_settings import StackSettings, load

HEAD = """\
import pulumi
from pulumi_azure_native import notificationhubs as nh

config = pulumi.Config()
group = "shop"

"""
HEAD_LINES = HEAD.count("\n")

NAMESPACE = """\
namespace = nh.Namespace(
    "ns",
    namespace_name="shop-ns",
    resource_group_name=group,
    location="northeurope",
    sku={"name": "Standard"},
)
"""

HUB = """\
hub = nh.NotificationHub(
    "hub",
    notification_hub_name="shop-hub",
    namespace_name="shop-ns",
    resource_group_name=group,
    location="northeurope",
    %s
)
"""

APNS = """\
apns_credential=nh.ApnsCredentialArgs(
        token=%s,
        key_id="KEYID00001",
        app_id="TEAMID0001",
        app_name="example.app",
        endpoint="https://api.push.apple.com:443/3/device",
    ),
"""


def hub(arguments: str = "") -> str:
    """Return the code of a hub with further arguments."""
    return HUB % arguments


def apns(token: str) -> str:
    """Return the code of a hub whose Apple token is an expression."""
    return hub(APNS % token)


@dataclass(frozen=True)
class Project:
    """A project in a folder."""

    root: Path

    def stack(self, config: dict[str, Any] | str | None = None, name: str = "dev") -> "Project":
        """Write a stack file: its configuration, or its whole text."""
        text = config if isinstance(config, str) else yaml.safe_dump({"config": config or {}})
        (self.root / f"Pulumi.{name}.yaml").write_text(text, encoding="utf-8")
        return self

    def code(self, code: str, *, head: str = HEAD, path: str = "__main__.py") -> "Project":
        """Write the program."""
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(head + textwrap.dedent(code), encoding="utf-8")
        return self

    def settings(self, name: str = "dev") -> StackSettings:
        """Read the settings of a stack."""
        return load(self.root, name)

    def read(self, name: str = "dev") -> Estate:
        """Run a stack offline."""
        return read_program(name, self.root)


def project(root: Path, settings: dict[str, Any] | None = None) -> Project:
    """Write ``Pulumi.yaml`` and an empty stack."""
    root.mkdir(parents=True, exist_ok=True)
    data = {"name": "shop", "runtime": "python", **(settings or {})}
    (root / "Pulumi.yaml").write_text(yaml.safe_dump(data), encoding="utf-8")
    return Project(root).stack()
