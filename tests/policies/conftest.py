import sys
from pathlib import Path

import pytest

# As the engine does it: the pack's own folder comes first.
sys.path.insert(0, str(Path(__file__).parents[2] / "policies"))

from pack_driver import Pack


@pytest.fixture
def baseline(tmp_path):
    """Return a function that makes a pack with a baseline of its own."""

    def pack(text, **settings):
        (tmp_path / "baseline.yaml").write_text(f"version: 1\n{text}", encoding="utf-8")
        return Pack(tmp_path, **settings)

    return pack
