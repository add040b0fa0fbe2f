import pytest

from factories import (
    UNKNOWN,
    apns,
    apns_token,
    credentials,
    estate,
    fcm_v1,
    hub,
    namespace,
    verdict,
    wns,
)
from hubwarden.report import Outcome


def held(by_namespace, by_hub):
    return estate(
        namespaces=[namespace(credentials=credentials(**by_namespace))],
        hubs=[hub(credentials=credentials(**by_hub))],
    )


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(held({}, {"apns": apns()}), Outcome.PASS, id="good: the hub alone"),
        pytest.param(held({"apns": apns()}, {}), Outcome.PASS, id="good: the namespace alone"),
        pytest.param(held({"apns": apns()}, {"apns": apns()}), Outcome.PASS, id="good: the same"),
        pytest.param(
            held({"apns": apns()}, {"fcm_v1": fcm_v1()}),
            Outcome.PASS,
            id="good: for different services",
        ),
        pytest.param(
            held({"apns": apns()}, {"apns": apns(token=apns_token(bundle_id="com.other.app"))}),
            Outcome.FAIL,
            id="bad: another bundle id",
        ),
        pytest.param(
            held({"fcm_v1": fcm_v1(project_id="orders-old")}, {"fcm_v1": fcm_v1()}),
            Outcome.FAIL,
            id="bad: another project",
        ),
        pytest.param(
            held({"wns": wns("test")}, {"wns": wns()}), Outcome.FAIL, id="bad: another secret"
        ),
        pytest.param(
            held(
                {"apns": apns(endpoint=UNKNOWN)},
                {"apns": apns(token=apns_token(key_id="OTHERKEY01"))},
            ),
            Outcome.FAIL,
            id="bad: another key id, whatever is unknown",
        ),
        pytest.param(
            held({"apns": apns(endpoint=UNKNOWN)}, {"apns": apns()}),
            Outcome.UNDETERMINED,
            id="unknown: the endpoint",
        ),
        pytest.param(
            held({"apns": UNKNOWN}, {"apns": apns()}),
            Outcome.UNDETERMINED,
            id="unknown: whether the namespace has one",
        ),
    ],
)
def test_namespace_and_hub_credentials_differ(given, expected):
    assert verdict("namespace-and-hub-credentials-differ", given) is expected
