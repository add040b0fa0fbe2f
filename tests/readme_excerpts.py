"""What README.md and docs/ show of reports, as the command prints it; run as a program it writes that anew."""

import json
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
REPORTS: Final = TOP / "docs" / "reports.md"
INSPECT: Final = TOP / "docs" / "inspect.md"
_PROJECT: Final = ("Pulumi.yaml", "Pulumi.prod.yaml", "Pulumi.test.yaml", "infra", "policies")
_ORDERS: Final = "        orders:\n          role: backend\n          rights: "


def _printed(folder: Path, *arguments: str, code: int, **variables: str) -> str:
    with chdir(folder):
        result = CliRunner(env=variables).invoke(main, arguments)
    assert result.exit_code == code, result.output
    return result.stdout


def output() -> str:
    """Return the lines of the example's audit that say what was judged and what came of it."""
    lines = _printed(TOP, "check", code=0).splitlines(keepends=True)
    said = ("Hubwarden ", "  verdict ", "  baseline ", "  scope ")
    return "".join([*(line for line in lines if line.startswith(said)), *lines[-2:]])


def violation() -> str:
    """Return what is wrong after one edit of the example, with what to do and the verdict."""
    report = edited_example("check", "program:prod")
    return report[report.index("Violations (") :]


def edited_example(*arguments: str) -> str:
    """Return what a command prints in the example after that edit."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for item in _PROJECT:
            (shutil.copytree if (TOP / item).is_dir() else shutil.copy)(TOP / item, folder / item)
        stack = folder / "Pulumi.prod.yaml"
        text = stack.read_text(encoding="utf-8")
        edited = text.replace(f"{_ORDERS}[Send]", f"{_ORDERS}[Listen, Send, Manage]")
        assert edited != text
        stack.write_text(edited, encoding="utf-8")
        return _printed(folder, *arguments, code=1)


def mix_up() -> str:
    """Return what is wrong with a development certificate that is to serve production."""
    report = inspection()
    return report[report.index("Violations (") :]


def inspection() -> str:
    """Return all that ``inspect`` says of that certificate."""
    key = credential_files.private_key("RSA")
    certificate = credential_files.certificate("development", "RSA")
    arguments = "inspect push.p12 --password-env P12_PASSWORD --environment production"
    with tempfile.TemporaryDirectory() as name:
        (Path(name) / "push.p12").write_bytes(credential_files.p12(certificate, key))
        return _printed(
            Path(name), *arguments.split(), code=1, P12_PASSWORD=credential_files.CANARY
        )


def first_screen() -> str:
    """Return what is said of a template that declares a namespace and a hub, and no more."""
    kind = "Microsoft.NotificationHubs/namespaces"
    common = {"apiVersion": "2023-09-01", "location": "[resourceGroup().location]"}
    template = {
        "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
        "contentVersion": "1.0.0.0",
        "resources": [
            {"type": kind, "name": "shop-ns", "sku": {"name": "Free"}, **common},
            {
                "type": f"{kind}/notificationHubs",
                "name": "shop-ns/shop",
                "properties": {"gcmCredential": {"properties": {"googleApiKey": "AIza-example"}}},
                **common,
            },
        ],
    }
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "azuredeploy.json"
        path.write_text(json.dumps(template, indent=2), encoding="utf-8")
        return _printed(Path(name), "check", "template:azuredeploy.json", code=1)


EXCERPTS: Final[dict[str, tuple[Path, Callable[[], str]]]] = {
    "output": (README, output),
    "violation": (README, violation),
    "mix-up": (README, mix_up),
    "inspection": (INSPECT, inspection),
    "first screen": (REPORTS, first_screen),
}
"""In which file an excerpt stands and what prints it, by the name of the comments around it."""

_CHANGES: Final = re.compile(
    r"\(\w{12}\)|\d{4}-\d\d-\d\d( \d\d:\d\d:\d\d UTC by \S+)?|\b[0-9A-F]{40}\b"
)


def same_every_day(text: str) -> str:
    """Leave out of an excerpt what is another each time: moments, digests, the thumbprint."""
    return _CHANGES.sub("...", text)


def _around(name: str) -> re.Pattern[str]:
    return re.compile(rf"(<!-- {name} -->\n```\n)(.*?)(```\n<!-- /{name} -->)", re.DOTALL)


def excerpt(name: str) -> str:
    """Return an excerpt as it stands in its file."""
    path, _ = EXCERPTS[name]
    found = _around(name).search(path.read_text(encoding="utf-8"))
    assert found, f"{path.name} has no excerpt {name}"
    return found[2]


def write() -> None:
    """Write the excerpts anew that are not current."""
    for name, (path, printed) in EXCERPTS.items():
        new = printed()
        if same_every_day(new) != same_every_day(excerpt(name)):
            text = path.read_text(encoding="utf-8")
            text = _around(name).sub(lambda found, new=new: found[1] + new + found[3], text)
            path.write_text(text, encoding="utf-8")
            sys.stderr.write(f"{path.name}: {name} written\n")


if __name__ == "__main__":
    write()
