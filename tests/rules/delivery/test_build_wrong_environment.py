import pytest
from delivery_builds import alone, for_android, of

from factories import UNKNOWN, apns, context, results, verdict
from hubwarden.facts import APNS_ENDPOINTS
from hubwarden.report import Outcome

SANDBOX = apns(endpoint=APNS_ENDPOINTS["token", "sandbox"])
GATEWAY = apns(endpoint=APNS_ENDPOINTS["certificate", "production"])


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(of(), Outcome.PASS, id="good: production"),
        pytest.param(of(environment="sandbox", apns=SANDBOX), Outcome.PASS, id="good: sandbox"),
        pytest.param(of(apns=GATEWAY), Outcome.PASS, id="good: the endpoint of certificates"),
        pytest.param(
            context(alone(), stated_environment="production"),
            Outcome.PASS,
            id="good: the environment that was stated",
        ),
        pytest.param(
            context(of(), stated_environment="sandbox"),
            Outcome.PASS,
            id="good: the hub decides, whatever is stated",
        ),
        pytest.param(of(environment="sandbox"), Outcome.FAIL, id="bad: a sandbox build"),
        pytest.param(of(apns=SANDBOX), Outcome.FAIL, id="bad: a sandbox hub"),
        pytest.param(
            context(alone(), stated_environment="sandbox"),
            Outcome.FAIL,
            id="bad: another environment was stated",
        ),
        pytest.param(of(apns=UNKNOWN), Outcome.UNDETERMINED, id="unknown: the credential"),
        pytest.param(
            of(apns=apns(endpoint=UNKNOWN)), Outcome.UNDETERMINED, id="unknown: the endpoint"
        ),
        pytest.param(
            of(apns=apns(endpoint="apns.example.com")),
            Outcome.NOT_APPLICABLE,
            id="not applicable: no endpoint of Apple",
        ),
        pytest.param(
            of(kind="entitlements"),
            Outcome.UNDETERMINED,
            id="unknown: what the source is signed with",
        ),
        pytest.param(
            of(kind="entitlements", environment="sandbox", decided_elsewhere=True),
            Outcome.NOT_APPLICABLE,
            id="not applicable: a source whose profile is judged beside it",
        ),
        pytest.param(
            of(apns=apns(endpoint=None)),
            Outcome.NOT_APPLICABLE,
            id="not applicable: no endpoint",
        ),
        pytest.param(of(apns=None), Outcome.NOT_APPLICABLE, id="not applicable: no APNs"),
        pytest.param(of(environment=None), Outcome.NOT_APPLICABLE, id="not applicable: no push"),
        pytest.param(for_android(), Outcome.NOT_APPLICABLE, id="not applicable: Android"),
    ],
)
def test_build_wrong_environment(given, expected):
    assert verdict("build-wrong-environment", given) is expected


def test_what_is_told():
    (found,) = results("NH801", of(environment="sandbox"))
    assert found.message == "it registers with sandbox, and the hub delivers to production"
    assert (found.field, found.severity.word) == ("environment", "critical")
