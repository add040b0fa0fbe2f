import pytest

from factories import (
    UNKNOWN,
    apns,
    apns_certificate,
    credentials,
    estate,
    fcm_v1,
    holding,
    hub,
    namespace,
    verdict,
)
from hubwarden.report import Outcome


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(holding(apns=apns()), Outcome.PASS, id="good: a token"),
        pytest.param(
            holding(apns=apns(token=None, certificate=apns_certificate())),
            Outcome.FAIL,
            id="bad: a certificate",
        ),
        pytest.param(
            holding(apns=apns(certificate=apns_certificate())),
            Outcome.FAIL,
            id="bad: a certificate besides a token",
        ),
        pytest.param(
            estate(
                namespaces=[
                    namespace(credentials=credentials(apns=apns(certificate=apns_certificate())))
                ],
                hubs=[],
            ),
            Outcome.FAIL,
            id="bad: a certificate that the namespace holds",
        ),
        pytest.param(
            holding(apns=apns(certificate=UNKNOWN)),
            Outcome.UNDETERMINED,
            id="unknown: whether there is a certificate",
        ),
        pytest.param(
            holding(apns=UNKNOWN), Outcome.UNDETERMINED, id="unknown: whether there is a credential"
        ),
        pytest.param(
            estate(namespaces=[], hubs=[hub(credentials=UNKNOWN)]),
            Outcome.UNDETERMINED,
            id="unknown: which credentials there are",
        ),
        pytest.param(holding(fcm_v1=fcm_v1()), None, id="none: no credential for Apple"),
    ],
)
def test_apns_certificate_auth(given, expected):
    assert verdict("apns-certificate-auth", given) is expected
