import pytest

from factories import UNKNOWN, context, demanding, estate, namespace, tags, verdict
from hubwarden.report import Outcome
from hubwarden.unknown import Unknown

BLANK = Unknown("{parameters('x')}", "it has no value")
FILLED = Unknown("{utcNow()}", "it is new in each deployment", present=True)


def tagged(given):
    return estate(namespaces=[namespace(tags=given)])


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(estate(), Outcome.PASS, id="good: all tags"),
        pytest.param(
            tagged({"Application": "orders", "ENVIRONMENT": "production", "oWner": "team-a"}),
            Outcome.PASS,
            id="good: keys in another letter case",
        ),
        pytest.param(
            context(tagged({}), demands=demanding(tags=())),
            Outcome.PASS,
            id="good: no tag is demanded",
        ),
        pytest.param(
            context(tagged({"costcentre": "4711"}), demands=demanding(tags=("CostCentre",))),
            Outcome.PASS,
            id="good: the baseline has the key in another letter case",
        ),
        pytest.param(
            tagged(tags() | {"{expression 1}": "x"}),
            Outcome.PASS,
            id="good: all tags, and one more whose name is not known",
        ),
        pytest.param(
            tagged({"application": "orders", "environment": "production", "{expression 1}": "x"}),
            Outcome.UNDETERMINED,
            id="unknown: the name of a tag, which may be the missing one",
        ),
        pytest.param(tagged({}), Outcome.FAIL, id="bad: no tag"),
        pytest.param(
            tagged({"application": "orders", "environment": "production"}),
            Outcome.FAIL,
            id="bad: one is missing",
        ),
        pytest.param(tagged(tags(owner="")), Outcome.FAIL, id="bad: an empty value"),
        pytest.param(tagged(tags(owner=" \t")), Outcome.FAIL, id="bad: a blank value"),
        pytest.param(
            context(estate(), demands=demanding(tags=("costCentre",))),
            Outcome.FAIL,
            id="bad: a tag that this organisation demands",
        ),
        pytest.param(
            tagged({"owner": "team-a", "lastDeployed": BLANK}),
            Outcome.FAIL,
            id="bad: some are missing, and the value of another one is not known",
        ),
        pytest.param(
            tagged(tags(lastDeployed=BLANK)),
            Outcome.PASS,
            id="good: the value of a tag that nobody demands is not known",
        ),
        pytest.param(
            tagged(tags(owner=FILLED)),
            Outcome.PASS,
            id="good: a value that is not known, and is not empty",
        ),
        pytest.param(
            tagged(tags(owner=BLANK)),
            Outcome.UNDETERMINED,
            id="unknown: a value that may be empty",
        ),
        pytest.param(tagged(UNKNOWN), Outcome.UNDETERMINED, id="unknown: the tags"),
        pytest.param(
            estate("elsewhere"), Outcome.UNDETERMINED, id="unknown: no environment matches"
        ),
        pytest.param(
            estate("prod-test"), Outcome.UNDETERMINED, id="unknown: two environments match"
        ),
    ],
)
def test_tags_missing(given, expected):
    assert verdict("tags-missing", given) is expected
