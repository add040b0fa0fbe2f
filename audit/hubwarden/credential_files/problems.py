"""How the readers give up: with a ``Problem``, and without any text of the file."""

from __future__ import annotations

from hubwarden.credential_files.kinds import Problem, ProblemKind


class Refused(Exception):
    """Nothing can be told of the file; carries the problem to where the inspection began."""

    def __init__(self, kind: ProblemKind, what: str) -> None:
        super().__init__(what)
        self.problem = Problem(kind, what)
