"""The commands of docs/deploying.md run as they stand there, in one shell."""

import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from deploying import TOP

PAGE = (TOP / "docs" / "deploying.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```sh\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)


@pytest.fixture
def checkout(tmp_path, engine):
    """Return a folder that has of a checkout what the page uses, with the engine and this environment."""
    for name in ("Pulumi.yaml", "Pulumi.prod.yaml", "Pulumi.test.yaml", "infra", "policies"):
        source = TOP / name
        if source.is_dir():
            shutil.copytree(source, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, tmp_path / name)
    (tmp_path / "tests").symlink_to(TOP / "tests")
    (tmp_path / ".venv").symlink_to(Path(sys.prefix))
    (tmp_path / ".engine").mkdir()
    (tmp_path / ".engine" / "pulumi").symlink_to(engine)
    return tmp_path


def test_the_page_runs_as_it_stands(checkout):
    assert len(BLOCKS) >= 6
    script = "set -eu\n" + "\n".join(BLOCKS)
    temporary = checkout / "temporary"
    temporary.mkdir()
    printed = checkout / "printed.txt"
    with printed.open("wb") as file:
        # Into a file: what the page starts in the background would hold a pipe open where a step fails.
        shell = subprocess.Popen(
            [shutil.which("sh"), "-c", script],
            cwd=checkout,
            env={
                "HOME": str(checkout),
                "PATH": os.environ["PATH"],
                "TMPDIR": str(temporary),
                "PYTHONDONTWRITEBYTECODE": "1",
            },
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            code = shell.wait(timeout=900)
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(shell.pid, signal.SIGTERM)
    said = printed.read_text(encoding="utf-8")
    assert code == 0, said[-6000:]
    # The sandbox is gone: whatever it had is declared and not live.
    assert "NH703" in said
    assert "found, exit code 1" in said
    assert list(temporary.iterdir()) == []
    assert not (checkout / "build" / "deploying").exists()
