import pytest
from keys_in_use import LISTENS, handed, handed_root, handed_unknown

from factories import access_rule, default_rule, verdict
from hubwarden.report import Outcome


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(
            handed(access_rule()), Outcome.PASS, id="good: the key of an own rule that sends"
        ),
        pytest.param(
            handed_root(stored=True), Outcome.NOT_APPLICABLE, id="good: a vault that keeps the key"
        ),
        pytest.param(
            handed_root(), Outcome.FAIL, id="bad: the key of the namespace that Azure makes"
        ),
        pytest.param(handed_unknown(), Outcome.UNDETERMINED, id="unknown: whose key it is"),
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
