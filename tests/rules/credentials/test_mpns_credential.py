import pytest

from factories import UNKNOWN, holding, mpns, verdict, wns
from hubwarden.report import Outcome


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(holding(wns=wns()), None, id="good: no credential for Windows Phone"),
        pytest.param(holding(mpns=mpns()), Outcome.FAIL, id="bad: a credential for Windows Phone"),
        pytest.param(
            holding(mpns=mpns(thumbprint=UNKNOWN)),
            Outcome.FAIL,
            id="bad: its thumbprint is not known",
        ),
        pytest.param(
            holding(mpns=UNKNOWN), Outcome.UNDETERMINED, id="unknown: whether there is a credential"
        ),
    ],
)
def test_mpns_credential(given, expected):
    assert verdict("mpns-credential", given) is expected
