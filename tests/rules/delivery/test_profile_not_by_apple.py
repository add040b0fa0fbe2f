import pytest
from delivery_builds import for_android, of

from factories import UNKNOWN, results, verdict
from hubwarden.report import Outcome


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(of(), Outcome.PASS, id="good: by Apple"),
        pytest.param(of(signature="unsigned"), Outcome.FAIL, id="bad: unsigned"),
        pytest.param(of(signature="invalid"), Outcome.FAIL, id="bad: changed"),
        pytest.param(of(by_apple=False), Outcome.FAIL, id="bad: by somebody else"),
        pytest.param(of(by_apple=None), Outcome.UNDETERMINED, id="unknown: no whole chain"),
        pytest.param(
            of(signature="not checked", by_apple=None),
            Outcome.UNDETERMINED,
            id="unknown: a signature that is not checked",
        ),
        pytest.param(of(signature=UNKNOWN), Outcome.UNDETERMINED, id="unknown: the signature"),
        pytest.param(
            of(kind="entitlements", signature="unsigned"),
            Outcome.NOT_APPLICABLE,
            id="not applicable: entitlements",
        ),
        pytest.param(for_android(), Outcome.NOT_APPLICABLE, id="not applicable: Android"),
    ],
)
def test_profile_not_by_apple(given, expected):
    assert verdict("profile-not-by-apple", given) is expected


def test_what_is_told():
    (found,) = results("NH807", of(signature="invalid"))
    assert (found.field, found.message) == ("signature", "its signature is invalid")
    (found,) = results("NH807", of(by_apple=False))
    assert found.message == "it was not signed by Apple"
