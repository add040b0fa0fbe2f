import pytest

from compared_estates import as_live, drifted, full, live_with, remade
from factories import UNKNOWN, apns, apns_certificate, apns_token, verdict
from hubwarden.report import Outcome
from hubwarden.secret import Secret


def held(apple):
    """Return the credentials of the declared hub, with another one for Apple."""
    return remade(full().hubs[0].credentials, apns=apple)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(drifted(as_live(full())), None, id="good: nothing differs"),
        pytest.param(live_with("hubs", credentials=held(apns())), None, id="good: the same"),
        pytest.param(
            live_with(
                "hubs", credentials=held(apns(endpoint="HTTPS://API.push.apple.com/3/device"))
            ),
            None,
            id="good: the same address",
        ),
        pytest.param(
            live_with("hubs", credentials=held(apns(token=apns_token(key=Secret("stolen"))))),
            Outcome.FAIL,
            id="bad: another key",
        ),
        pytest.param(
            live_with("hubs", credentials=held(apns(token=apns_token(key_id="ZZZZZZZZZZ")))),
            Outcome.FAIL,
            id="bad: another key id",
        ),
        pytest.param(
            live_with("hubs", credentials=held(apns(token=None, certificate=apns_certificate()))),
            Outcome.FAIL,
            id="bad: a certificate in place of a token",
        ),
        pytest.param(live_with("hubs", credentials=held(None)), Outcome.FAIL, id="bad: none"),
        pytest.param(
            live_with("hubs", credentials=held(apns(token=apns_token(key=UNKNOWN)))),
            Outcome.UNDETERMINED,
            id="unknown: the key",
        ),
        pytest.param(
            live_with("hubs", credentials=UNKNOWN), Outcome.UNDETERMINED, id="unknown: all of them"
        ),
    ],
)
def test_outcome(given, expected):
    assert verdict("credential-swapped", given) is expected
