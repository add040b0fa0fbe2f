import pytest

from factories import UNKNOWN, context, demanding, estate, namespace, results, verdict
from hubwarden.report import Outcome

EUROPE = ("west europe", "North*", "swedencentral")


def placed(region, copy, allowed=EUROPE):
    given = estate(namespaces=[namespace(region=region, replication_region=copy)])
    return context(given, demands=demanding(regions=allowed))


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(placed("westeurope", "NorthEurope"), Outcome.PASS, id="good: both allowed"),
        pytest.param(
            context(
                estate(
                    namespaces=[namespace(region="westeurope", replication_region="North Europe")]
                ),
                demands=demanding(regions=("West Europe", "northeurope")),
            ),
            Outcome.PASS,
            id="good: both allowed, with blanks or without",
        ),
        pytest.param(placed("swedencentral", "None"), Outcome.PASS, id="good: no copy"),
        pytest.param(
            placed("westeurope", "Sweden Central"), Outcome.PASS, id="good: the copy, with a blank"
        ),
        pytest.param(placed("eastus", "None"), Outcome.FAIL, id="bad: the namespace"),
        pytest.param(placed("westeurope", "WestUs2"), Outcome.FAIL, id="bad: the copy"),
        pytest.param(
            placed("westeurope2", "None"), Outcome.FAIL, id="bad: a name that only begins alike"
        ),
        pytest.param(
            placed("westeurope", "Default"),
            Outcome.UNDETERMINED,
            id="unknown: where Azure keeps the copy",
        ),
        pytest.param(placed(UNKNOWN, "None"), Outcome.UNDETERMINED, id="unknown: the region"),
        pytest.param(placed("westeurope", UNKNOWN), Outcome.UNDETERMINED, id="unknown: the copy"),
        pytest.param(
            estate(namespaces=[namespace(region="eastus")]),
            Outcome.NOT_APPLICABLE,
            id="not applicable: the packaged baseline demands nothing",
        ),
    ],
)
def test_region_not_allowed(given, expected):
    assert verdict("region-not-allowed", given) is expected


def test_what_is_not_known_hides_nothing_that_is_certain():
    outcomes = [item.outcome for item in results("NH611", placed("eastus", "Default"))]
    assert Outcome.FAIL in outcomes


def test_both_are_told():
    found = results("NH611", placed("eastus", "BrazilSouth"))
    assert [item.message for item in found] == [
        "it is in eastus, which is not allowed",
        "its metadata is copied to BrazilSouth, which is not allowed",
    ]
