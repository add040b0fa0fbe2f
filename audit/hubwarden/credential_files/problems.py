"""The exception with which readers give up; it never contains text of the file."""

from __future__ import annotations

from hubwarden.credential_files.kinds import Problem, ProblemKind


class Refused(Exception):
    """Raised where a file has no readable facts; carries the ``Problem`` to the function of ``entry.py``."""

    def __init__(self, kind: ProblemKind, what: str) -> None:
        super().__init__(what)
        self.problem = Problem(kind, what)
