"""What can go wrong, and the exit code that each kind of failure leads to.

HubwardenError          message and hint; never a value that was read from an input
├── UsageError          the command line is wrong                      exit code 2
├── InputError          a file is malformed: file, line and field      exit code 2
│   └── InputErrors     the same for several places of one file        exit code 2
└── IncompleteError     a source, or a part of it that the audit
                        needs, could not be read                       exit code 3
"""

from __future__ import annotations

from collections.abc import Sequence


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
        self.mistakes: tuple[InputError, ...] = (self,)


class InputErrors(InputError):
    """Several mistakes in one or several files: the text lists all of them, each with its place.

    ``file``, ``line`` and ``field`` are those of the first mistake. Raises ``IndexError`` for an empty list.
    """

    def __init__(self, mistakes: Sequence[InputError]) -> None:
        first = mistakes[0]
        lines = [mistake.message for mistake in mistakes]
        if len(lines) > 1:
            files = len({mistake.file for mistake in mistakes})
            head = f"{first.file} has" if files == 1 else f"{files} files have"
            lines = [f"{head} {len(lines)} mistakes:", *(f"  {line}" for line in lines)]
        HubwardenError.__init__(self, "\n".join(lines), hint=first.hint)
        self.file, self.line, self.field = first.file, first.line, first.field
        self.mistakes = tuple(mistakes)


class IncompleteError(HubwardenError):
    """A source could not be read completely, so the audit is incomplete."""
