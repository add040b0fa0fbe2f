import pytest
from delivery_builds import alone, for_android, of

from factories import UNKNOWN, results, verdict
from hubwarden.report import Outcome


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(of(), Outcome.PASS, id="good: a hub with APNs"),
        pytest.param(of(apns=None), Outcome.FAIL, id="bad: a hub for Android alone"),
        pytest.param(
            of(kind="entitlements", apns=None, bundle_id=None),
            Outcome.FAIL,
            id="bad: entitlements that name no app",
        ),
        pytest.param(of(apns=UNKNOWN), Outcome.UNDETERMINED, id="unknown: the credential"),
        pytest.param(alone(), Outcome.NOT_APPLICABLE, id="not applicable: no hub"),
        pytest.param(for_android(apns=None), Outcome.NOT_APPLICABLE, id="not applicable: Android"),
    ],
)
def test_hub_without_apns(given, expected):
    assert verdict("hub-without-apns", given) is expected


def test_what_is_told():
    (found,) = results("NH808", of(apns=None))
    assert found.message == "its hub has no credential for Apple's push service"
    assert (found.field, found.severity.word) == ("apns", "critical")
