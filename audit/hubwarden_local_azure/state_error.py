"""What can be wrong with the file that keeps the state."""

from __future__ import annotations

from pathlib import Path


class StateError(Exception):
    """The file cannot be used; the text names it and quotes nothing of it."""

    def __init__(self, message: str, file: Path | str) -> None:
        super().__init__(f"{file}: {message}")
