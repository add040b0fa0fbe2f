"""Hubs with which nothing is wrong: no cause, and exit code 0."""

import pytest

from incidents.healthy_histories import HEALTHY
from incidents.incident_azure import Variant, diagnosed, place, put

NAMES = list(HEALTHY)


@pytest.fixture(scope="module")
def azure(tmp_path_factory):
    with place(tmp_path_factory.mktemp("azure")) as found:
        yield found


@pytest.mark.parametrize("days", [14, 7])
@pytest.mark.parametrize("name", NAMES, ids=NAMES)
def test_where_nothing_is_wrong_there_is_no_cause(azure, name, days):
    group = f"healthy-{NAMES.index(name)}-{days}"
    for seed in (1, 2) if days == 14 else (3,):
        variant = Variant("seed", seed=seed)
        put(azure, HEALTHY[name], variant, f"{group}/{group}-{seed}", days=days)
    found = diagnosed(azure, HEALTHY[name], group, days=days)
    observed = [words for item in found["histories"] for words in item["observations"]]
    assert found["exit_code"] == 0, (observed, found["gaps"])
    # What a hub that delivers cannot know is how the devices show it.
    assert [item["cause"] for item in found["causes"]] in ([], ["device-side"])
