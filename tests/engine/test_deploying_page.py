"""The commands of docs/deploying.md run as they stand there, in one shell."""

import os
import re
import shutil
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
    done = subprocess.run(
        [shutil.which("sh"), "-c", script],
        cwd=checkout,
        env={
            "HOME": str(checkout),
            "PATH": os.environ["PATH"],
            "TMPDIR": str(temporary),
            "PYTHONDONTWRITEBYTECODE": "1",
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=900,
    )
    said = done.stdout + done.stderr
    assert done.returncode == 0, said[-6000:]
    assert said.count(": clean (exit code 0)") == 2, said
    # The sandbox is gone: whatever it had is declared and not live.
    assert "NH703" in said
    assert "found, exit code 1" in said
    assert list(temporary.iterdir()) == []
    assert not (checkout / "build" / "deploying").exists()
