"""What holds for all tests: one profile for hypothesis, and ids that are the same in every process."""

import os

from hypothesis import HealthCheck, settings

# A deadline would make the outcome depend on what else the machine is doing.
settings.register_profile(
    "hubwarden",
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "hubwarden"))

_LONGEST_ID = 32


def pytest_make_parametrize_id(config, val, argname):
    """Name a long text by its parameter: it may be a key, which is another one in each process."""
    return argname if isinstance(val, str | bytes) and len(val) > _LONGEST_ID else None
