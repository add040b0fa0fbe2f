"""The error about the file that keeps the resources."""

from __future__ import annotations

from pathlib import Path


class StateError(Exception):
    """The state file cannot be used; the text names the file and quotes nothing of it."""

    def __init__(self, message: str, file: Path | str) -> None:
        super().__init__(f"{file}: {message}")
