"""What holds for all tests: this checkout is tested, one profile for hypothesis, ids that are the same in every process."""

import importlib.util
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# A deadline would make the outcome depend on what else the machine is doing.
settings.register_profile(
    "hubwarden",
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "hubwarden"))

_LONGEST_ID = 32

_AUDIT = Path(__file__).resolve().parent.parent / "audit"


def pytest_configure(config):
    """Refuse to test another checkout, which a copied .venv leads to."""
    spec = importlib.util.find_spec("hubwarden")
    place = spec.origin if spec is not None else None
    if place is None or not Path(place).resolve().is_relative_to(_AUDIT):
        raise pytest.UsageError(
            f"hubwarden is {f'imported from {place}' if place else 'not installed'}, and these are the tests of {_AUDIT}: "
            "delete .venv, which make then makes anew"
        )


def pytest_make_parametrize_id(config, val, argname):
    """Name a long text by its parameter: it may be a key, which is another one in each process."""
    return argname if isinstance(val, str | bytes) and len(val) > _LONGEST_ID else None
