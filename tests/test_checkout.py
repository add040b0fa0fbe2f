"""The tests are of the checkout that they stand in."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

TOP = Path(__file__).resolve().parent.parent
AUDIT = TOP / "audit"


def collected(path):
    """Return a run of pytest that collects one file, with ``path`` before all that is installed."""
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "--collect-only", "-p", "no:cacheprovider", "tests/test_secret.py"],
        cwd=TOP,
        env={**os.environ, "PYTHONPATH": os.fspath(path)},
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip


def test_another_checkout_is_not_tested_in_its_place(tmp_path):
    (tmp_path / "hubwarden").mkdir()
    (tmp_path / "hubwarden" / "__init__.py").touch()
    ended = collected(tmp_path)
    assert ended.returncode == pytest.ExitCode.USAGE_ERROR
    assert f"hubwarden is imported from {tmp_path}" in ended.stderr
    assert "delete .venv" in ended.stderr


def test_a_path_with_a_link_in_it_is_this_checkout_all_the_same(tmp_path):
    (tmp_path / "link").symlink_to(AUDIT)
    ended = collected(tmp_path / "link")
    assert ended.returncode == 0, ended.stderr
