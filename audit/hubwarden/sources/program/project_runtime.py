"""The runtime in a project file: the language, and the virtual environment."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from hubwarden.yaml_with_lines import Lined

OTHER_LANGUAGE: Final = (
    "write what it would deploy with: pulumi preview --json --show-sames > preview.json; or what it has "
    "deployed: pulumi stack export > state.json; then check preview:preview.json or state:state.json"
)
"""What a user can do about a program in another language."""


def language_in(project: Lined) -> str:
    """Return the language of a project's program; empty where the project names none."""
    runtime = project.data.get("runtime")
    name = runtime.get("name") if isinstance(runtime, dict) else runtime
    return name if isinstance(name, str) else ""


def environment_in(project: Lined) -> str | None:
    """Return the folder of the project's virtual environment, relative to the project.

    ``None`` where it names none, or one outside the project.
    """
    runtime = project.data.get("runtime")
    options: Any = runtime.get("options") if isinstance(runtime, dict) else None
    name = options.get("virtualenv") if isinstance(options, dict) else None
    return name if isinstance(name, str) and name.strip() and not Path(name).is_absolute() else None
