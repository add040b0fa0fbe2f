import pytest

from factories import UNKNOWN, context, demanding, estate, namespace, verdict
from hubwarden.report import Outcome


def zones(stack="prod", *, redundant, **more):
    return estate(stack, namespaces=[namespace(stack, zone_redundant=redundant, **more)])


def without(*regions):
    return demanding(regions_without_zones=regions)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(zones(redundant=True), Outcome.PASS, id="good: spread"),
        pytest.param(
            context(zones(redundant=False, region="westus"), demands=without("West US", "brazil*")),
            Outcome.PASS,
            id="good: a region without zones",
        ),
        pytest.param(
            context(zones(redundant=True, region=UNKNOWN), demands=without("westus")),
            Outcome.PASS,
            id="good: spread, wherever it is",
        ),
        pytest.param(zones(redundant=False), Outcome.FAIL, id="bad: not spread"),
        pytest.param(
            context(zones(redundant=False, region="westus2"), demands=without("westus")),
            Outcome.FAIL,
            id="bad: another region is excepted",
        ),
        pytest.param(
            zones(redundant=False, region=UNKNOWN),
            Outcome.FAIL,
            id="bad: no region is excepted at all",
        ),
        pytest.param(zones(redundant=UNKNOWN), Outcome.UNDETERMINED, id="unknown: left out"),
        pytest.param(
            context(zones(redundant=False, region=UNKNOWN), demands=without("westus")),
            Outcome.UNDETERMINED,
            id="unknown: the region",
        ),
        pytest.param(
            zones("test", redundant=False), Outcome.NOT_APPLICABLE, id="not applicable: a sandbox"
        ),
    ],
)
def test_zone_redundancy_disabled(given, expected):
    assert verdict("zone-redundancy-disabled", given) is expected
