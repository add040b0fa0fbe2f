"""What can go wrong, and the exit code that each kind of failure leads to.

HubwardenError          message and hint; never a value that was read from an input
├── UsageError          the command line is wrong                      exit code 2
├── InputError          a file is malformed: file, line and field      exit code 2
└── IncompleteError     something that should have been told could
                        not be read                                    exit code 3
"""

from __future__ import annotations


class HubwardenError(Exception):
    """A failure that is explained to the user in one message and, where there is one, a hint."""

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(HubwardenError):
    """The command line asks for something that does not exist or does not fit together."""


class InputError(HubwardenError):
    """A file cannot be used as it stands.

    The text is ``file:line: field: message``; line and field are left out where there are none.
    """

    def __init__(
        self, message: str, *, file: str, line: int | None = None, field: str = "", hint: str = ""
    ) -> None:
        place = file if line is None else f"{file}:{line}"
        super().__init__(
            f"{place}: {field}: {message}" if field else f"{place}: {message}", hint=hint
        )
        self.file = file
        self.line = line
        self.field = field


class IncompleteError(HubwardenError):
    """A source could not be read to its end: the audit is incomplete, and says so."""
