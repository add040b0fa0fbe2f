import pytest

from factories import UNKNOWN, browser, credentials, estate, hub, namespace, verdict, wns
from hubwarden.report import Outcome


def serving(*platforms, **held):
    return estate(
        hubs=[hub(further_platforms=frozenset(platforms), credentials=credentials(**held))]
    )


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(serving(), Outcome.NOT_APPLICABLE, id="good: no other platform"),
        pytest.param(
            serving("windows", wns=wns()), Outcome.PASS, id="good: Windows with its credential"
        ),
        pytest.param(
            estate(
                hubs=[hub(further_platforms=frozenset({"windows"}), credentials=credentials())],
                namespaces=[namespace(credentials=credentials(wns=wns()))],
            ),
            Outcome.PASS,
            id="good: with the credential of the namespace",
        ),
        pytest.param(
            serving("web", browser=browser()),
            Outcome.PASS,
            id="good: browsers with their credential",
        ),
        pytest.param(serving("windows"), Outcome.FAIL, id="bad: Windows"),
        pytest.param(serving("browser", wns=wns()), Outcome.FAIL, id="bad: browsers"),
        pytest.param(serving("kindle"), Outcome.FAIL, id="bad: Amazon"),
        pytest.param(serving("xiaomi"), Outcome.FAIL, id="bad: Xiaomi"),
        pytest.param(
            serving("fridge"),
            Outcome.UNDETERMINED,
            id="unknown: a platform without a known service",
        ),
        pytest.param(
            serving("windows", wns=UNKNOWN), Outcome.UNDETERMINED, id="unknown: the credential"
        ),
        pytest.param(
            estate(hubs=[hub(further_platforms=UNKNOWN)]),
            Outcome.UNDETERMINED,
            id="unknown: the platforms",
        ),
    ],
)
def test_platform_without_credential(given, expected):
    assert verdict("platform-without-credential", given) is expected
