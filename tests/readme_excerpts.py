"""The excerpts of README.md that a command prints; ``python tests/readme_excerpts.py`` writes them anew."""

import re
import shutil
import sys
import tempfile
from collections.abc import Callable
from contextlib import chdir
from pathlib import Path
from typing import Final

from click.testing import CliRunner

TOP: Final = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(TOP / "tests"))

from hubwarden.cli import main  # noqa: E402
from inspection import credential_files  # noqa: E402

README: Final = TOP / "README.md"
_PROJECT: Final = ("Pulumi.yaml", "Pulumi.prod.yaml", "Pulumi.test.yaml", "infra", "policies")
_ORDERS: Final = "        orders:\n          role: backend\n          rights: "


def _printed(folder: Path, *arguments: str, code: int, **variables: str) -> str:
    with chdir(folder):
        result = CliRunner(env=variables).invoke(main, arguments)
    assert result.exit_code == code, result.output
    return result.stdout


def output() -> str:
    """Return what the audit of the example prints."""
    return _printed(TOP, "check", code=0)


def violation() -> str:
    """Return what is wrong after one edit of the example, with what to do and the verdict."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for item in _PROJECT:
            (shutil.copytree if (TOP / item).is_dir() else shutil.copy)(TOP / item, folder / item)
        stack = folder / "Pulumi.prod.yaml"
        text = stack.read_text(encoding="utf-8")
        edited = text.replace(f"{_ORDERS}[Send]", f"{_ORDERS}[Listen, Send, Manage]")
        assert edited != text
        stack.write_text(edited, encoding="utf-8")
        report = _printed(folder, "check", "program:prod", code=1)
    return report[report.index("Violations") :]


def mix_up() -> str:
    """Return what ``inspect`` says of a development certificate that is to serve production."""
    key = credential_files.private_key("RSA")
    certificate = credential_files.certificate("development", "RSA")
    arguments = "inspect push.p12 --password-env P12_PASSWORD --environment production"
    with tempfile.TemporaryDirectory() as name:
        (Path(name) / "push.p12").write_bytes(credential_files.p12(certificate, key))
        return _printed(
            Path(name),
            *arguments.split(),
            "--as-of",
            "2026-11-23",
            code=1,
            P12_PASSWORD=credential_files.CANARY,
        )


EXCERPTS: Final[dict[str, Callable[[], str]]] = {
    "output": output,
    "violation": violation,
    "mix-up": mix_up,
}
"""What prints an excerpt, by the name of the comments around it."""

_CHANGES: Final = re.compile(
    r"\(\w{12}\)|\d{4}-\d\d-\d\d( \d\d:\d\d:\d\d UTC by \S+)?|\b[0-9A-F]{40}\b"
)


def same_every_day(text: str) -> str:
    """Leave out of an excerpt what is another each time: moments, digests, the thumbprint."""
    return _CHANGES.sub("...", text)


def _around(name: str) -> re.Pattern[str]:
    return re.compile(rf"(<!-- {name} -->\n```\n)(.*?)(```\n<!-- /{name} -->)", re.DOTALL)


def excerpt(name: str) -> str:
    """Return an excerpt as it stands in README.md."""
    found = _around(name).search(README.read_text(encoding="utf-8"))
    assert found, f"README.md has no excerpt {name}"
    return found[2]


def write() -> None:
    """Write the excerpts anew that are not current."""
    text = README.read_text(encoding="utf-8")
    for name, printed in EXCERPTS.items():
        new = printed()
        if same_every_day(new) != same_every_day(excerpt(name)):
            text = _around(name).sub(lambda found, new=new: found[1] + new + found[3], text)
            sys.stderr.write(f"README.md: {name} written\n")
    README.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write()
