import pytest

from factories import UNKNOWN, estate, namespace, verdict
from hubwarden.report import Outcome


def replicated(value, stack="prod"):
    return estate(stack, namespaces=[namespace(stack, replication_region=value)])


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(replicated("Default"), Outcome.PASS, id="good: the default"),
        pytest.param(replicated("NorthEurope"), Outcome.PASS, id="good: a region"),
        pytest.param(replicated("None"), Outcome.FAIL, id="bad: none"),
        pytest.param(replicated("none"), Outcome.FAIL, id="bad: none in small letters"),
        pytest.param(replicated(UNKNOWN), Outcome.UNDETERMINED, id="unknown: the region"),
        pytest.param(
            replicated("None", "test"), Outcome.NOT_APPLICABLE, id="not applicable: a sandbox"
        ),
    ],
)
def test_replication_switched_off(given, expected):
    assert verdict("replication-switched-off", given) is expected
