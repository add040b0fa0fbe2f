import pytest

from factories import UNKNOWN, estate, namespace, verdict
from hubwarden.report import Outcome


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(estate(), Outcome.PASS, id="good: Standard"),
        pytest.param(estate(namespaces=[namespace(tier="Basic")]), Outcome.FAIL, id="bad: Basic"),
        pytest.param(estate(namespaces=[namespace(tier="Free")]), Outcome.FAIL, id="bad: Free"),
        pytest.param(
            estate(namespaces=[namespace(tier=UNKNOWN)]),
            Outcome.UNDETERMINED,
            id="unknown: the tier",
        ),
        pytest.param(
            estate("elsewhere"), Outcome.UNDETERMINED, id="unknown: no environment matches"
        ),
        pytest.param(
            estate("test", namespaces=[namespace("test", tier="Free")]),
            Outcome.NOT_APPLICABLE,
            id="not applicable: telemetry is optional",
        ),
    ],
)
def test_tier_without_telemetry(given, expected):
    assert verdict("tier-without-telemetry", given) is expected
