"""Reads the password of a credential file from a prompt, a variable or a file."""

from __future__ import annotations

import codecs
import os
import re
from pathlib import Path
from typing import Final

import click

from hubwarden.errors import UsageError

_LONGEST_PASSWORD: Final = 1024


def read_password(variable: str | None, file: Path | None, *, ask: bool) -> bytes | None:
    """Return the password; it is never taken from the command line, which other users can read."""
    if sum((variable is not None, file is not None, ask)) > 1:
        raise UsageError("a password comes from one place: a prompt, a variable or a file")
    if variable is not None:
        if variable not in os.environ:
            # The user may have given the password instead of a name: it must not get into a log.
            named = f" {variable}" if re.fullmatch(r"[A-Z][A-Z0-9_]*", variable) else ""
            raise UsageError(
                f"the environment has no variable{named or ' of that name'}",
                hint=""
                if named
                else "--password-env takes the name of a variable, never a password",
            )
        return os.fsencode(os.environ[variable])
    if file is not None:
        try:
            with file.open("rb") as opened:
                line = opened.readline(_LONGEST_PASSWORD).removeprefix(codecs.BOM_UTF8)
                return line.removesuffix(b"\n").removesuffix(b"\r")
        except OSError as error:
            raise UsageError(f"{file} cannot be read: {error.strerror}") from None
    if ask:
        try:
            prompted: str = click.prompt(
                "Password", default="", show_default=False, hide_input=True, err=True
            )
        except click.Abort:
            raise UsageError("no password was given") from None
        return os.fsencode(prompted)
    return None
