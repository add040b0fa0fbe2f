import pytest

from factories import UNKNOWN, apns, apns_certificate, apns_token, holding, together, verdict
from hubwarden.report import Outcome
from hubwarden.secret import Secret

SAME = Secret("the same key")


def pair(prod, test):
    return together(
        holding(apns=apns(token=apns_token(**prod))),
        holding("test", apns=apns("test", token=apns_token("test", **test))),
    )


def certificate(stack):
    return holding(stack, apns=apns(stack, token=None, certificate=apns_certificate(stack)))


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(pair({}, {}), Outcome.PASS, id="good: a key for each environment"),
        pytest.param(pair({"key": SAME}, {"key": SAME}), Outcome.FAIL, id="bad: the same key"),
        pytest.param(
            pair({"key": UNKNOWN}, {"key": UNKNOWN}), Outcome.UNDETERMINED, id="unknown: the keys"
        ),
        pytest.param(
            together(
                holding(apns=apns(token=UNKNOWN)), holding("test", apns=apns("test", token=UNKNOWN))
            ),
            Outcome.UNDETERMINED,
            id="unknown: whether there are tokens",
        ),
        pytest.param(
            holding(apns=apns()), Outcome.NOT_APPLICABLE, id="not applicable: one environment"
        ),
        pytest.param(
            together(certificate("prod"), certificate("test")),
            Outcome.NOT_APPLICABLE,
            id="not applicable: certificates",
        ),
    ],
)
def test_shared_apns_key(given, expected):
    assert verdict("shared-apns-key", given) is expected
