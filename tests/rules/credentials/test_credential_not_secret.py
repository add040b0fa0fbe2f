import pytest

from factories import (
    UNKNOWN,
    apns,
    credentials,
    estate,
    fcm_legacy,
    fcm_v1,
    holding,
    hub,
    namespace,
    verdict,
    wns,
)
from hubwarden.report import Outcome


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(
            holding(apns=apns(), fcm_v1=fcm_v1(), wns=wns()),
            Outcome.PASS,
            id="good: nothing in clear",
        ),
        pytest.param(
            holding(apns=apns(in_clear=("token",))),
            Outcome.FAIL,
            id="bad: the signing key of Apple",
        ),
        pytest.param(
            holding(fcm_v1=fcm_v1(in_clear=("privateKey",))),
            Outcome.FAIL,
            id="bad: the private key of Firebase",
        ),
        pytest.param(
            holding(fcm_legacy=fcm_legacy(in_clear=("googleApiKey",))),
            Outcome.FAIL,
            id="bad: the legacy key",
        ),
        pytest.param(
            estate(
                namespaces=[namespace(credentials=credentials(wns=wns(in_clear=("secretKey",))))],
                hubs=[],
            ),
            Outcome.FAIL,
            id="bad: a credential of the namespace",
        ),
        pytest.param(
            holding(apns=apns(in_clear=UNKNOWN)),
            Outcome.UNDETERMINED,
            id="unknown: whether it stands in clear",
        ),
        pytest.param(
            holding(baidu=UNKNOWN),
            Outcome.UNDETERMINED,
            id="unknown: whether there is a credential",
        ),
        pytest.param(
            estate(namespaces=[], hubs=[hub(credentials=UNKNOWN)]),
            Outcome.UNDETERMINED,
            id="unknown: which credentials there are",
        ),
        pytest.param(holding(), None, id="none: no credential at all"),
    ],
)
def test_credential_not_secret(given, expected):
    assert verdict("credential-not-secret", given) is expected
