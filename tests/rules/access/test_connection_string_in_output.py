import pytest

from factories import UNKNOWN, estate, output, results, verdict
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
        pytest.param(
            estate(outputs=[output(holds_access_key=True, recorded=False)]),
            Outcome.PASS,
            id="good: a key in an output that Azure does not record",
        ),
        pytest.param(estate(outputs=[]), None, id="none: no output"),
    ],
)
def test_connection_string_in_output(given, expected):
    assert verdict("connection-string-in-output", given) is expected


@pytest.mark.parametrize(
    ("secret", "words"),
    [(True, "secret, marked as secret"), (False, "secret, in clear"), (UNKNOWN, "secret")],
)
def test_whether_it_is_marked_is_told(secret, words):
    (found,) = results("NH201", estate(outputs=[output(holds_access_key=True, secret=secret)]))
    assert found.message.endswith(words)
