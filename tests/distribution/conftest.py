"""The wheel, installed into an empty environment; no package host is asked."""

import os
import shutil
import site
import subprocess
import sys
import venv
from dataclasses import dataclass
from pathlib import Path

import pytest

TOP = Path(__file__).resolve().parents[2]
PIP = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", "--no-input"]


@dataclass
class Installed:
    """An environment in which the wheel is, and what this environment has besides."""

    root: Path
    wheel: Path

    @property
    def python(self) -> Path:
        return self.root / "bin" / "python"

    def run(self, *words, folder):
        """Run a program of the environment, far from this checkout."""
        kept = {name: os.environ[name] for name in ("LANG", "LC_ALL") if name in os.environ}
        return subprocess.run(
            [str(self.root / "bin" / words[0]), *words[1:]],
            cwd=folder,
            env={**kept, "PATH": f"{self.root / 'bin'}:/usr/bin:/bin", "TMPDIR": str(folder)},
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )


@pytest.fixture(scope="session")
def installed(tmp_path_factory) -> Installed:
    folder = tmp_path_factory.mktemp("wheel")
    # A build writes beside the sources, and other tests read these at the same time.
    source = folder / "source"
    without = shutil.ignore_patterns("__pycache__", "*.egg-info")
    for name in ("audit", "infra"):
        shutil.copytree(TOP / name, source / name, ignore=without)
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(TOP / name, source)
    subprocess.run(
        [*PIP, "wheel", "--no-index", "--no-deps", "--no-build-isolation", "-w", folder, source],
        check=True,
    )
    (wheel,) = folder.glob("*.whl")
    root = folder / "environment"
    venv.create(root, with_pip=False)
    python = root / "bin" / "python"
    subprocess.run(
        [*PIP, "--python", python, "install", "--no-index", "--no-deps", "--no-compile", wheel],
        check=True,
    )
    # What the wheel needs is in this environment. Its own links to this checkout are not followed from there.
    (own,) = root.glob("lib/python*/site-packages")
    (own / "dependencies.pth").write_text(
        "\n".join(site.getsitepackages()) + "\n", encoding="utf-8"
    )
    return Installed(root, wheel)
