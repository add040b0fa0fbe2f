"""Two causes at one time: both are shown, each at its hub."""

import pytest

from incidents.incident_azure import PLAIN, diagnosed, place, put
from incidents.pairs_of_incidents import AT_ONE_HUB, AT_TWO_HUBS

AMONG = 4
"""Among how many causes both must be."""


@pytest.fixture(scope="module")
def azure(tmp_path_factory):
    with place(tmp_path_factory.mktemp("azure")) as found:
        yield found


@pytest.mark.parametrize("name", AT_ONE_HUB, ids=list(AT_ONE_HUB))
def test_both_causes_at_one_hub_are_shown(azure, name):
    incident = AT_ONE_HUB[name]
    group = f"one-hub-{list(AT_ONE_HUB).index(name)}"
    put(azure, incident, PLAIN, f"{group}/{group}")
    found = diagnosed(azure, incident, group, group)
    first = [item["cause"] for item in found["causes"][:AMONG]]
    said = [item["observations"] for item in found["histories"]]
    assert set(incident.causes) <= set(first), said
    assert found["exit_code"] == 1


@pytest.mark.parametrize("name", AT_TWO_HUBS, ids=list(AT_TWO_HUBS))
def test_both_causes_are_shown_at_their_hubs(azure, name):
    pair = AT_TWO_HUBS[name]
    group = f"two-hubs-{list(AT_TWO_HUBS).index(name)}"
    put(azure, pair.first, PLAIN, f"{group}/{group}")
    put(azure, pair.second, PLAIN, f"{group}/{group}", hub="courier")
    found = diagnosed(azure, pair.first, group, group)
    first = [item["cause"] for item in found["causes"][:AMONG]]
    seen = {
        item["cause"]: {one["hub"].rpartition("/")[2].lower() for one in item["seen"]}
        for item in found["causes"]
    }
    for incident, hub in ((pair.first, "shop"), (pair.second, "courier")):
        assert incident.causes[0] in first, (
            first,
            [item["observations"] for item in found["histories"]],
        )
        assert seen[incident.causes[0]] == {hub}
