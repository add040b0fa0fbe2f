"""How live Azure is asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from hubwarden.metrics.window import Window

CloudName = Literal["public", "usgovernment", "china"]


Engine = Literal["metrics", "logs"]
"""Where counts are read: from Azure Monitor, or from the workspaces that they are exported to."""


@dataclass(frozen=True, slots=True)
class AskedTelemetry:
    """What is to be read of the counts of hubs."""

    engine: Engine
    window: Window


@dataclass(frozen=True, slots=True)
class AzureOptions:
    """What a run may ask of Azure, and for how long."""

    cloud: CloudName | None = None
    """``None``: the cloud of ``ARM_METADATA_HOSTNAME`` where that is set, else the public one."""
    with_credentials: bool = False
    """Whether the push credentials are read, too; they are looked into and dropped."""
    deadline: float | None = None
    """When asking ends, in seconds of ``time.monotonic()``; ``None``: when all is read."""
    save: Path | None = None
    """The folder in which what was read is kept; ``None``: it is not."""
    telemetry: AskedTelemetry | None = None
    """The counts of hubs that are read, too; ``None``: none are."""
    progress: Callable[[int, int], None] | None = field(default=None, compare=False)
    """Is told, each time when that changes, how many calls are done, and how many there are so far."""
