"""``make`` takes a Python that fits, and says so where there is none."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

TOP = Path(__file__).resolve().parent.parent
MAKE = shutil.which("make")

pytestmark = pytest.mark.skipif(MAKE is None, reason="there is no make here")


@pytest.fixture
def make(tmp_path):
    """Return a function that runs make with these Pythons, and no other program, on the PATH."""

    def make(pythons, *arguments):
        for name, version in pythons.items():
            path = tmp_path / name
            as_if = f"import sys; sys.version_info = {version}; exec(sys.argv[1])"
            path.write_text(
                "#!/bin/sh\nexit 127\n"  # as pyenv's own command for a version that is not chosen
                if version is None
                else f"#!/bin/sh\nexec {sys.executable} -c '{as_if}' \"$2\"\n",
                encoding="utf-8",
            )
            path.chmod(0o755)
        return subprocess.run(
            [str(MAKE), "--no-print-directory", "python", *arguments],
            cwd=TOP,
            env={"PATH": str(tmp_path)},
            capture_output=True,
            text=True,
            check=False,
        )

    return make


@pytest.mark.parametrize(
    ("pythons", "taken"),
    [
        ({"python3.11": (3, 11, 7), "python3.13": (3, 13, 0)}, "python3.11"),
        ({"python3.11": None, "python3.12": None, "python3.13": (3, 13, 0)}, "python3.13"),
        ({"python3.14": (3, 14, 0), "python3": (3, 11, 2)}, "python3.14"),
        ({"python3": (3, 12, 3)}, "python3"),
    ],
)
def test_a_python_that_fits_is_found(make, pythons, taken):
    ended = make(pythons)
    assert (ended.returncode, ended.stdout) == (0, f"{taken}\n")


@pytest.mark.parametrize(
    "pythons", [{}, {"python3": (3, 10, 13)}, {"python3": (3, 15, 0)}, {"python3.12": None}]
)
def test_where_none_fits_one_line_says_so(make, pythons):
    ended = make(pythons)
    assert ended.returncode != 0
    assert "There is no Python 3.11, 3.12, 3.13 or 3.14 on the PATH." in ended.stderr
    assert "make audit PYTHON=" in ended.stderr


def test_one_that_is_named_is_looked_at_too(make):
    ended = make({"old": (3, 9, 1)}, "PYTHON=old")
    assert ended.returncode != 0
    assert "PYTHON=old is no Python 3.11, 3.12, 3.13 or 3.14." in ended.stderr
    assert make({"new": (3, 14, 1)}, "PYTHON=new").stdout == "new\n"
