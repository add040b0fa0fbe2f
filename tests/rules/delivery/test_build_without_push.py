import pytest
from delivery_builds import alone, for_android, of

from factories import UNKNOWN, results, verdict
from hubwarden.report import Outcome


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(of(), Outcome.PASS, id="good: production"),
        pytest.param(alone(environment="sandbox"), Outcome.PASS, id="good: with no hub"),
        pytest.param(of(environment=None), Outcome.FAIL, id="bad: a profile without push"),
        pytest.param(
            alone(kind="entitlements", environment=None),
            Outcome.FAIL,
            id="bad: entitlements without push",
        ),
        pytest.param(of(environment=UNKNOWN), Outcome.UNDETERMINED, id="unknown: the entitlement"),
        pytest.param(for_android(), Outcome.NOT_APPLICABLE, id="not applicable: Android"),
    ],
)
def test_build_without_push(given, expected):
    assert verdict("build-without-push", given) is expected


def test_what_is_told():
    (found,) = results("NH802", of(environment=None))
    assert (found.field, found.message) == ("environment", "aps-environment is not there")
