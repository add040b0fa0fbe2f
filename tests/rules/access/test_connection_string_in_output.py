import pytest

from factories import UNKNOWN, estate, output, verdict
from hubwarden.report import Outcome


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(estate(outputs=[output()]), Outcome.PASS, id="good: a name"),
        pytest.param(
            estate(outputs=[output(holds_access_key=True)]), Outcome.FAIL, id="bad: a key in clear"
        ),
        pytest.param(
            estate(outputs=[output(holds_access_key=True, secret=True)]),
            Outcome.FAIL,
            id="bad: a key that is marked as secret",
        ),
        pytest.param(
            estate(outputs=[output(holds_access_key=UNKNOWN)]),
            Outcome.UNDETERMINED,
            id="unknown: the value",
        ),
        pytest.param(
            estate(outputs=[output(holds_access_key=True, secret=UNKNOWN)]),
            Outcome.FAIL,
            id="bad: a key, marked or not, which is not told",
        ),
        pytest.param(estate(outputs=[]), None, id="none: no output"),
    ],
)
def test_connection_string_in_output(given, expected):
    assert verdict("connection-string-in-output", given) is expected
