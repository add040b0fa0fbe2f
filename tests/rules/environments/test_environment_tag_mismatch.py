import pytest

from factories import UNKNOWN, baseline, context, estate, namespace, results, verdict
from hubwarden.policy.demands import Environment, Match
from hubwarden.report import Outcome
from hubwarden.unknown import Unknown

LOUD = baseline(
    environments={
        "LIVE": Environment(
            kind="production", apns="production", aliases=("PRD",), match=Match(stacks=("prod",))
        )
    }
)


BLANK = Unknown("{parameters('x')}", "it has no value")


def tagged(tags):
    return estate(namespaces=[namespace(tags=tags)])


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(tagged({"environment": "production"}), Outcome.PASS, id="good: its name"),
        pytest.param(tagged({"environment": "live"}), Outcome.PASS, id="good: an alias"),
        pytest.param(
            tagged({"Environment": "Production"}), Outcome.PASS, id="good: another letter case"
        ),
        pytest.param(
            context(tagged({"environment": "live"}), demands=LOUD),
            Outcome.PASS,
            id="good: the baseline has the name in another letter case",
        ),
        pytest.param(
            context(tagged({"environment": "prd"}), demands=LOUD),
            Outcome.PASS,
            id="good: the baseline has the alias in another letter case",
        ),
        pytest.param(
            tagged({"environment": "sandbox"}), Outcome.FAIL, id="bad: another environment"
        ),
        pytest.param(
            tagged({"ENVIRONMENT": "test"}), Outcome.FAIL, id="bad: the tag in another letter case"
        ),
        pytest.param(
            tagged({"environment": "sandbox", "owner": BLANK}),
            Outcome.FAIL,
            id="bad: the value of another tag is not known",
        ),
        pytest.param(
            tagged({"Environment": BLANK}), Outcome.UNDETERMINED, id="unknown: the tag's value"
        ),
        pytest.param(tagged(UNKNOWN), Outcome.UNDETERMINED, id="unknown: the tags"),
        pytest.param(
            estate("elsewhere"), Outcome.UNDETERMINED, id="unknown: no environment matches"
        ),
        pytest.param(
            estate("prod-test"), Outcome.UNDETERMINED, id="unknown: two environments match"
        ),
        pytest.param(
            tagged({"owner": "team-a"}), Outcome.NOT_APPLICABLE, id="not applicable: no such tag"
        ),
    ],
)
def test_environment_tag_mismatch(given, expected):
    assert verdict("environment-tag-mismatch", given) is expected


def test_what_is_told():
    (found,) = results("NH303", tagged({"ENVIRONMENT": "Sandbox"}))
    assert found.message == "its tag says Sandbox, and the baseline says production"
    assert found.field == "tags.environment"
