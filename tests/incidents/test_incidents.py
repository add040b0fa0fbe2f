"""Incidents with a known cause, through the local Azure and the real clients: the cause is found first.

Each stands there five times: as it is, with a tenth and with ten times of the volume, and begun days before and
hours later; a healthy hub lives beside the first. With INCIDENTS=alone in the environment each is diagnosed alone.
"""

import os

import pytest

from incidents.incident_azure import PLAIN, VARIANTS, diagnosed, place, put, put_healthy
from incidents.incident_library import INCIDENTS

NOT_FIRST: dict[str, str] = {}
"""Incidents whose cause is the second or the third, and what is before it."""
NOT_FOUND: dict[str, str] = {}
"""Incidents whose cause is not found yet, and why."""
NAMES = list(INCIDENTS)
ALONE = os.environ.get("INCIDENTS") == "alone"
RUNS = [(item,) for item in VARIANTS] if ALONE else [VARIANTS]


@pytest.fixture(scope="module")
def azure(tmp_path_factory):
    with place(tmp_path_factory.mktemp("azure")) as found:
        yield found


@pytest.mark.parametrize("variants", RUNS, ids=lambda items: "-".join(item.name for item in items))
@pytest.mark.parametrize("name", NAMES, ids=NAMES)
def test_the_true_cause_is_found(azure, name, variants):
    incident = INCIDENTS[name]
    group = f"incident-{NAMES.index(name)}-{variants[0].name}"
    spaces = [f"{group}-{item.name}" for item in variants]
    hubs = {
        put(azure, incident, variant, f"{group}/{space}").lower()
        for variant, space in zip(variants, spaces, strict=True)
    }
    healthy = (
        put_healthy(azure, incident, f"{group}/{spaces[0]}").lower() if PLAIN in variants else ""
    )
    found = diagnosed(azure, incident, group, *spaces)
    told = {
        "first": [(item["cause"], item["confidence"]) for item in found["causes"][:8]],
        "observed": [item["observations"] for item in found["histories"]],
        "onsets": [item["onsets"] for item in found["histories"]],
        "gaps": found["gaps"],
    }
    true = [item for item in found["causes"] if item["cause"] in incident.causes]
    seen = {one["hub"].lower() for item in true for one in item["seen"]}
    if name in NOT_FOUND:
        assert not true, "it is found now"
        return
    assert true, told
    assert seen >= hubs, told
    assert (healthy in seen) == (not incident.troubles and bool(healthy)), told
    assert true[0]["rank"] <= 3, told
    assert (true[0]["rank"] > 1) == (name in NOT_FIRST), told
    assert found["exit_code"] == (1 if incident.troubles else 0), told


def test_nearly_all_are_found_first():
    assert len(INCIDENTS) >= 24
    assert len(NOT_FIRST) + len(NOT_FOUND) <= 2


def test_what_would_decide_is_said_where_no_credential_is_read(azure):
    incident = INCIDENTS["the hub has no credential, and nobody reads that"]
    put(azure, incident, PLAIN, "decide/decide-ns")
    first = diagnosed(azure, incident, "decide")["causes"][0]
    assert (first["cause"], first["standing"]) == ("no-credentials", "unknown")
    assert "azure: with --with-credentials" in first["next"]
