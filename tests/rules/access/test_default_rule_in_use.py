import pytest
from keys_in_use import ALIKE, LISTENS, handed

from factories import access_rule, default_rule, verdict
from hubwarden.report import Outcome


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        *ALIKE,
        pytest.param(handed(default_rule()), Outcome.FAIL, id="bad: the full rule of a hub"),
        pytest.param(
            handed(default_rule(name="defaultlistensharedaccesssignature", rights=LISTENS)),
            Outcome.FAIL,
            id="bad: the rule that listens, in small letters",
        ),
        pytest.param(
            handed(access_rule(name="RootManageSharedAccessKey")),
            Outcome.PASS,
            id="good: a rule of a hub that is named as that of a namespace",
        ),
    ],
)
def test_verdicts(given, expected):
    assert verdict("NH207", given) is expected
